import type { Seconds } from '../base/units.ts';
import type { Fabric } from '../physics/data-sheets.ts';
import type { RouterName } from '../policy/routing/index.ts';
import type { PrefixAffinity, ScorerWeights } from '../policy/routing/port.ts';
import type { SiteRouting } from './sites.ts';
import type { DifficultyRouting } from './thinking.ts';

/** How requests find replicas. */
export interface Routing {
  readonly policy: RouterName;
  readonly queue: 'replica' | 'pool';
  /** Infinity unless queue is `pool`. */
  readonly maxOutstandingPerReplica: number;
  readonly signalIntervalSeconds: Seconds;
  /** Present with consistent-hash. */
  readonly loadFactor?: number;
  /** Present with energy-aware, and with model-aware. */
  readonly packTo?: number;
  readonly coldCost?: number;
  /** Present with difficulty-aware. */
  readonly byDifficulty?: DifficultyRouting;
  /** Present with nearest, carbon-aware and price-aware. */
  readonly sites?: SiteRouting;
  /** Present with weighted-scorers. */
  readonly scorers?: ScorerWeights;
  /** Present with prefix-affinity. */
  readonly affinity?: PrefixAffinity;
  /** Present where prompts that were sent are remembered. */
  readonly recordTokens?: number;
  /** Present where some pools compute prompts and others decode. */
  readonly handOff?: {
    /** Shorter prompts stay whole with the pools that decode; 0 = none do, Infinity = all. */
    readonly leastPromptTokens: number;
    /** Whether a layer's keys and values leave while later layers compute. */
    readonly layerWise: boolean;
    readonly fabric: Fabric;
  };
}

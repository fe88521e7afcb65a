import type { Seconds, Watts } from '../base/units.ts';
import type { ChipCoolingKind } from '../catalog/cooling/index.ts';
import type { Profile } from '../physics/facility/profile.ts';
import type { Recirculation } from '../physics/facility/recirculation.ts';
import type { Leakage } from '../physics/leakage.ts';
import type { PowerCapName } from '../policy/power-cap/index.ts';

/** Who holds a budget of power, and how. */
export interface GovernorSpec {
  readonly policy: PowerCapName;
  /** Power counts as its mean over this long: older power fades by e. */
  readonly windowSeconds: Seconds;
  /** From a threshold that is crossed to orders that hold. */
  readonly reactionSeconds: Seconds;
  /** The first two thresholds, in shares of the limit; the third is the limit. */
  readonly low: number;
  readonly high: number;
}

/** What groups of a pool's replicas may draw together. */
export interface PoolBudget {
  readonly governor: GovernorSpec;
  /** Of the accelerators of one group; null: what the rack that they stand in leaves them. */
  readonly limitWatts: Watts | null;
  /** Replicas of one group; null = all of the pool, or of a rack. */
  readonly replicas: number | null;
}

/** What whole pools may draw together: those of a row, or of a site. */
export interface SharedBudget {
  readonly name: string;
  readonly pools: readonly string[];
  /** Of all their accelerators. */
  readonly limitWatts: Watts;
  readonly governor: GovernorSpec;
}

/** How the chips of a pool get rid of their heat. */
export interface PoolCooling {
  readonly kind: ChipCoolingKind;
  /** Of the air or water that comes to the nodes; where that changes, when the run starts. */
  readonly supplyCelsius: number;
  /** Present where it changes through the day. */
  readonly weather?: Weather;
  /** Present where the chips' memory is followed, too. */
  readonly memory?: MemoryLimit;
  /** Present where their rack breathes in what it has breathed out. */
  readonly recirculation?: Recirculation;
  /** Present where what the chips draw depends on their temperature. */
  readonly leakage?: Omit<Leakage, 'mostCelsius'>;
}

/** What comes to nodes through the day. */
export interface Weather {
  readonly supplyCelsius: Profile;
  /** Time of day when the run starts. */
  readonly startSeconds: Seconds;
}

/** From when on memory is too hot, and what is left of its bandwidth then. */
export interface MemoryLimit {
  readonly limitCelsius: number;
  readonly bandwidthShare: number;
}

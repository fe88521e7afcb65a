import { callRoles } from './call-roles.ts';
import { answerFates } from './fates.ts';
import type { Targets } from './misses.ts';
import { outcomes } from './outcome.ts';
import { callUses } from './port.ts';
import type { PercentileMode } from './samples.ts';
import type { Dictionaries } from './table.ts';

/** Kinds of links, in order of their codes (record/ lies beside the physics that knows them). */
export const linkKinds: readonly string[] = ['scale-up', 'host', 'adapter', 'trunk'];

/** What the recorder must know of a compiled scenario (compile/ lies above this folder). */
export interface RecordedScenario {
  readonly workloads: readonly {
    readonly name: string;
    readonly slo: Targets;
    /** Present where its answers have a quality. */
    readonly task?: object;
    /** Present where its users are charged. */
    readonly price?: object;
  }[];
  readonly pools: readonly {
    readonly name: string;
    readonly firstReplica: number;
    readonly replicas: number;
    readonly cooling?: { readonly leakage?: object };
  }[];
  /** Present where power is budgeted. */
  readonly budgets?: readonly object[];
  /** Present where requests and intervals have accounts of energy and money. */
  readonly facility?: object;
  /** Present where pools stand in several places: their names, and the number of each pool's. */
  readonly sites?: { readonly names: readonly string[]; readonly ofPool: readonly number[] };
  /** Present where there is a graph of links. */
  readonly fabric?: { readonly linkNames: readonly string[] };
  readonly outputs: {
    readonly requests: 'all' | 'none';
    readonly percentiles: PercentileMode;
    /** Whether rows of the calls of strategies are wanted. */
    readonly calls?: true;
  };
}

/** Strings of the dictionary columns of the recorder's tables: known before the run, and the same in every chunk. */
export function recorderDictionaries(scenario: RecordedScenario): Dictionaries {
  return {
    workload: scenario.workloads.map((workload) => workload.name),
    pool: scenario.pools.map((pool) => pool.name),
    outcome: outcomes,
    fate: answerFates,
    role: callRoles,
    used_for: callUses,
    ...(scenario.sites && { site: scenario.sites.names }),
    ...(scenario.fabric && { name: scenario.fabric.linkNames, kind: linkKinds }),
  };
}

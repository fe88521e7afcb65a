import type { Failure } from './job.ts';
import type { SweepPlan } from './plan.ts';
import type { Shard } from './shard.ts';

export const manifestName = 'manifest.json';
/** The plan, spelt out: what resuming compares and merging assembles from. */
export const planName = 'sweep.json';
export const sweepTableName = 'sweep.arrow';

export interface FailedReplication extends Failure {
  readonly point: number;
  readonly replication: number;
}

/** manifest.json of a sweep. */
export interface SweepManifest {
  readonly tool: string;
  readonly kind: 'sweep';
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly node: string;
  /** `running` also when the process was killed: then sweep.arrow, if any, is of an earlier time. */
  readonly status: 'running' | 'completed' | 'interrupted';
  readonly sweepHash: string;
  readonly scenarioHash: string;
  readonly seed: string;
  readonly file: string;
  readonly shard: Shard | null;
  readonly design: SweepPlan['design'];
  readonly replications: number;
  readonly stop: SweepPlan['stop'];
  readonly axes: readonly {
    readonly column: string;
    readonly path: string;
    readonly unit: string | null;
  }[];
  readonly workloads: readonly string[];
  /** Of the whole design. */
  readonly points: number;
  /** Of them, those of this folder whose replications are all there. */
  readonly finished: number;
  readonly failures: readonly FailedReplication[];
  readonly wallSeconds: number;
  readonly workers: number;
  readonly warnings: readonly string[];
  readonly tables: readonly {
    readonly table: string;
    readonly file: string;
    readonly bytes: number;
  }[];
}

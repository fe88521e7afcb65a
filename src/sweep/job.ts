import type { CompiledScenario } from '../compile/compiled.ts';
import type { SettledWarmup } from '../run/warm-up.ts';
import type { Horizon, Scenario } from '../scenario/scenario.ts';
import type { ReplicationRow } from './replication-row.ts';

/**
 * One replication of one point: all that a worker must know, on this machine or another. Plain data that crosses a
 * thread by structured clone.
 */
export interface Job {
  readonly point: string;
  readonly replication: number;
  /** With a warm-up that is a number, once it is settled (see {@link withWarmup}). */
  readonly compiled: CompiledScenario;
  /** As the scenario has it. */
  readonly warmup: Horizon['warmup'];
  /** The scenario whose traces the worker reads for itself, with what their bytes must be; null without traces. */
  readonly traces: { readonly scenario: Scenario; readonly sha256: readonly string[] } | null;
  readonly scenarioHash: string;
  readonly version: string;
  /** What the scenario and its traces had to say. */
  readonly warnings: readonly string[];
  readonly tables: 'none' | 'all';
}

/** Why a replication has no result. */
export interface Failure {
  /** `error` is a bug of ours, `input` the user's to mend; the others befall a worker. */
  readonly kind: 'error' | 'input' | 'out-of-memory' | 'died' | 'stalled' | 'too-long';
  readonly message: string;
}

/** Marks the error by which a worker ends whose job took too much: only its message and `code` reach the main thread. */
export const outOfMemoryCode = 'TAILWATT_OUT_OF_MEMORY';

/** What a job comes to: a value in any case, because errors lose their properties on the way between threads. */
export type JobResult =
  | {
      readonly ok: true;
      readonly row: ReplicationRow;
      /** The bytes of the part. */
      readonly part: Uint8Array;
      readonly tables: readonly { readonly file: string; readonly bytes: Uint8Array }[];
    }
  | { readonly ok: false; readonly failure: Failure };

/** What the pilot runs of a point come to. */
export type SettledJob =
  | { readonly ok: true; readonly settled: SettledWarmup }
  | { readonly ok: false; readonly failure: Failure };

/** A job with the warm-up that its point's pilot runs have found. */
export function withWarmup(job: Job, { compiled, notes }: SettledWarmup): Job {
  return { ...job, compiled, warnings: [...job.warnings, ...notes] };
}

/** What a worker returns, with the part and its tables on the disk. */
export type SavedResult =
  | { readonly ok: true; readonly row: ReplicationRow }
  | { readonly ok: false; readonly failure: Failure }
  | DiskRefusal;

/** The disk takes no more: no fault of the job, and the end of the sweep. */
export interface DiskRefusal {
  readonly ok: false;
  readonly disk: { readonly message: string; readonly fix: string };
}

/** What the worker's thread is given beside the job. */
export interface JobInWorker {
  readonly job: Job;
  /** Folder of the sweep. */
  readonly folder: string;
  /** Shared counters (pulse.ts) and which of them are this job's. */
  readonly pulses: SharedArrayBuffer;
  readonly slot: number;
  /** Bytes of typed arrays, which the thread's own limit does not cover. */
  readonly mostArrayBytes: number;
}

import type { DurationSpec } from '../policy/duration/port.ts';

/** What strategies call that is no model: a sandbox, a search, a store of documents. All workloads share its places. */
export interface ToolSpec {
  readonly name: string;
  /** Of one use, without the wait for a place. */
  readonly time: DurationSpec;
  /** Uses at a time; Infinity = nobody waits. */
  readonly concurrency: number;
}

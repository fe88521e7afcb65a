import type { Seconds } from '../base/units.ts';
import type { DurationSpec } from '../policy/duration/port.ts';
import type { HostStageKind } from './schema/host.ts';

/** CPUs beside a pool's accelerators, and the stages that every request goes through on them, in order. */
export interface HostSpec {
  /** CPU cores of each node of accelerators. */
  readonly cores: number;
  /** CPU nodes that take stages off those; null without. */
  readonly offload: { readonly nodes: number; readonly cores: number } | null;
  readonly stages: readonly HostStage[];
}

export interface HostStage {
  readonly kind: HostStageKind;
  /** Before the scheduler has the request, or after its last token. */
  readonly when: 'before' | 'after';
  /** Cores that one request takes meanwhile. */
  readonly cores: number;
  readonly offload: boolean;
  /** Seconds on those cores: of any request, and for each token of the prompt (before) or of the answer (after). */
  readonly time: DurationSpec;
  readonly perTokenSeconds: Seconds;
  /** What it reads of each request, as a law of bytes, at so many bytes per second; null where it reads nothing. */
  readonly bytes: DurationSpec | null;
  readonly bytesPerSecond: number;
}

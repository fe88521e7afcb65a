import type { Calendar } from '../../kernel/calendar.ts';
import type { Recorder } from '../../record/port.ts';
import type { RequestTable } from '../request-table.ts';

/** What a replica needs of the run around it. */
export interface ReplicaHost {
  readonly calendar: Calendar;
  readonly table: RequestTable;
  readonly recorder: Recorder;
  readonly workloads: number;
  /** A waiting request was scheduled for the first time. */
  onScheduled(): void;
  /** A request has left: completed, or its client gave up. */
  onEnded(handle: number, seconds: number, completed: boolean): void;
  /** A first token appeared: the client's patience is now measured against the whole answer. */
  onFirstToken(handle: number): void;
}

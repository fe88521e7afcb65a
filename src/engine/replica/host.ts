import type { Calendar } from '../../kernel/calendar.ts';
import type { Recorder } from '../../record/port.ts';
import type { PowerObserver } from '../power/port.ts';
import type { RequestTable } from '../request-table.ts';

/** What a replica needs of the run around it. */
export interface ReplicaHost {
  readonly calendar: Calendar;
  readonly table: RequestTable;
  readonly recorder: Recorder;
  readonly workloads: number;
  /** Who hears what replicas draw; null where nobody asks. */
  readonly power: PowerObserver | null;
  /** A waiting request was scheduled for the first time. */
  onScheduled(handle: number): void;
  /** A request has left: completed, or its client gave up. */
  onEnded(handle: number, seconds: number, completed: boolean): void;
  /** A prompt is computed on a replica that does not decode; its blocks stay there until they are copied. */
  onPrompt(handle: number, seconds: number): void;
  /** A request from another replica has its blocks here, and a place in the batch. */
  onReserved(handle: number, seconds: number): void;
  /** The keys and values of a request have come: they may be forgotten where they came from. */
  onLanded(handle: number, seconds: number): void;
  /** The weights of a group's model, or of an adapter of it, are on a replica's chips, or on their way there; or they have left. */
  onResident(group: number, replica: number, resident: boolean, adapter?: number): void;
  /** A first token appeared: the client's patience is now measured against the whole answer. */
  onFirstToken(handle: number): void;
}

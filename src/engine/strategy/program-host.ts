import type { Calendar } from '../../kernel/calendar.ts';
import type { Delivered } from '../../policy/strategy/port.ts';
import type { RequestRow } from '../../record/port.ts';
import type { FacilityMeter } from '../power/facility-meter.ts';
import type { CallHost } from './call-desk.ts';
import type { CallSink } from './call-rows.ts';

/** What programs need of the run around them. */
export interface ProgramHost extends CallHost {
  readonly calendar: Calendar;
  readonly meter: FacilityMeter | null;
  /** A user's request has ended. */
  end(handle: number, seconds: number, outcome: number): void;
  /** The last call of a request that had ended has left. */
  settled(handle: number): void;
  /** Charges the row of a call that has left, at `seconds`, unless it is for a copy; returns what it used in dollars, where a roll-out asks. */
  bill(row: RequestRow, seconds: number, isForCopy: boolean): number;
  /** Takes the rows of calls; null where nobody wants them. */
  readonly onCall: CallSink | null;
}

/** How a program ends from outside; null where nothing is delivered. */
export type Ending = { readonly outcome: number; readonly delivered: Delivered | null };

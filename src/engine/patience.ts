import type { CompiledWorkload } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../kernel/lanes.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** When clients give up: for a first token, then for the whole answer. One slot of the calendar for all of them. */
export class Patience {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #deadlines: RequestHeap;
  /** No client ever gives up: nothing to do, and nothing is done. */
  readonly #endless: boolean;

  constructor(
    workloads: readonly CompiledWorkload[],
    table: RequestTable,
    calendar: Calendar,
    slot: number,
  ) {
    this.#workloads = workloads;
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#endless = workloads.every(
      ({ timeout }) => Math.min(timeout.totalSeconds, timeout.firstTokenSeconds) === NEVER,
    );
    this.#deadlines = new RequestHeap(table, field.deadline, field.deadlinePosition);
  }

  /** A request entered: its client starts to wait. */
  begin(handle: number): void {
    if (this.#endless) return;
    const { totalSeconds, firstTokenSeconds } = this.#timeoutOf(handle);
    this.#wait(handle, Math.min(totalSeconds, firstTokenSeconds));
    this.#reschedule();
  }

  /** The first token came; if it came in time, only the whole answer's deadline is left. */
  onFirstToken(handle: number): void {
    if (this.#endless) return;
    const { totalSeconds, firstTokenSeconds } = this.#timeoutOf(handle);
    if (firstTokenSeconds >= totalSeconds) return;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const due = rows[base + field.arrival]! + firstTokenSeconds;
    if (rows[base + field.firstToken]! > due + TIE_SECONDS) return;
    this.forget(handle);
    this.#wait(handle, totalSeconds);
    this.#reschedule();
  }

  /** Whether the client of a request has given up by `seconds`, though it may not have left yet. */
  isOver(handle: number, seconds: number): boolean {
    if (this.#endless) return false;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (rows[base + field.deadlinePosition]! >= 0) return false;
    return rows[base + field.deadline]! <= seconds + TIE_SECONDS;
  }

  /** The request is over, or its time is. */
  forget(handle: number): void {
    if (this.#endless) return;
    const { rows } = this.#table;
    const position = handle * STRIDE + field.deadlinePosition;
    if (rows[position]! < 0) return;
    this.#deadlines.remove(handle);
    rows[position] = -1;
    this.#reschedule();
  }

  /** Instant at which the next client gives up. */
  get nextSeconds(): number {
    return this.#deadlines.topKey;
  }

  /** Takes out the next request whose client gives up at `seconds`; −1 when there is none. */
  nextDue(seconds: number): number {
    if (this.#deadlines.topKey > seconds) {
      this.#reschedule();
      return -1;
    }
    const handle = this.#deadlines.pop();
    this.#table.rows[handle * STRIDE + field.deadlinePosition] = -1;
    return handle;
  }

  #wait(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.deadline] = rows[base + field.arrival]! + seconds;
    rows[base + field.deadlinePosition] = -1;
    if (seconds < NEVER) this.#deadlines.push(handle);
  }

  #reschedule(): void {
    const next = this.#deadlines.topKey;
    if (next < NEVER) this.#calendar.set(this.#slot, dueSeconds(lane.timeout, next), lane.timeout);
    else this.#calendar.clear(this.#slot);
  }

  #timeoutOf(handle: number): CompiledWorkload['timeout'] {
    return this.#workloads[this.#table.rows[handle * STRIDE + field.workload]!]!.timeout;
  }
}

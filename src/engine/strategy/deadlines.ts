import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/** When programs must answer with what they have. One slot of the calendar for all of them. */
export class Deadlines {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #heap: RequestHeap;

  constructor(table: RequestTable, calendar: Calendar, slot: number) {
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    // a user's request that a program answers is itself never on its way between replicas
    this.#heap = new RequestHeap(table, field.landing, field.landingPosition);
  }

  get nextSeconds(): number {
    return this.#heap.topKey;
  }

  /** The program of a request must answer at `seconds`; Infinity = whenever it likes. */
  begin(parent: number, seconds: number): void {
    if (seconds === Number.POSITIVE_INFINITY) return;
    this.#table.rows[parent * STRIDE + field.landing] = seconds;
    this.#heap.push(parent);
    this.#reschedule();
  }

  /** Takes out the next request whose time has come. */
  pop(): number {
    const parent = this.#heap.pop();
    this.#table.rows[parent * STRIDE + field.landingPosition] = -1;
    this.#reschedule();
    return parent;
  }

  forget(parent: number): void {
    const position = parent * STRIDE + field.landingPosition;
    if (this.#table.rows[position]! < 0) return;
    this.#heap.remove(parent);
    this.#table.rows[position] = -1;
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#heap.topKey;
    if (next < Number.POSITIVE_INFINITY)
      this.#calendar.set(this.#slot, dueSeconds(lane.timeout, next), lane.timeout);
    else this.#calendar.clear(this.#slot);
  }
}

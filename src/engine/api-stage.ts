import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/**
 * The requests that were sent to a replica and that its scheduler does not have yet: the API server reads, tokenises and
 * hands them over. One slot of the calendar for all of them.
 */
export class ApiStage {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #ready: RequestHeap;
  /** Requests that are here, by replica. */
  readonly #counts: Int32Array;

  constructor(table: RequestTable, calendar: Calendar, slot: number, replicas: number) {
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#ready = new RequestHeap(table, field.ready, field.readyPosition);
    this.#counts = new Int32Array(replicas);
  }

  /** Instant at which the next request is handed over; Infinity when none is here. */
  get nextSeconds(): number {
    return this.#ready.topKey;
  }

  /** Requests on their way to a scheduler. */
  get size(): number {
    return this.#ready.size;
  }

  /** Requests on their way to a replica's scheduler. */
  countOf(replica: number): number {
    return this.#counts[replica]!;
  }

  /** A request was sent at `sentSeconds`; its scheduler has it at `readySeconds`. */
  put(handle: number, sentSeconds: number, readySeconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.sent] = sentSeconds;
    rows[base + field.ready] = readySeconds;
    this.#ready.push(handle);
    this.#counts[rows[base + field.replica]!]!++;
    this.#reschedule();
  }

  /** Takes out the next request. */
  take(): number {
    const handle = this.#ready.pop();
    this.#forget(handle);
    return handle;
  }

  /** Takes out a request whose client gave up; false where it is not here. */
  giveUp(handle: number): boolean {
    if (this.#table.rows[handle * STRIDE + field.readyPosition]! < 0) return false;
    this.#ready.remove(handle);
    this.#forget(handle);
    return true;
  }

  /** Takes out and reports every request on its way to a replica that fails. */
  fail(replica: number, each: (handle: number) => void): void {
    if (this.countOf(replica) === 0) return;
    const { rows } = this.#table;
    const lost = this.#ready.members().filter((h) => rows[h * STRIDE + field.replica] === replica);
    for (const handle of lost) {
      this.giveUp(handle);
      each(handle);
    }
  }

  /** Takes out and reports every request: the run ends here. */
  halt(each: (handle: number) => void): void {
    while (this.#ready.size > 0) each(this.take());
  }

  #forget(handle: number): void {
    const { rows } = this.#table;
    rows[handle * STRIDE + field.readyPosition] = -1;
    this.#counts[rows[handle * STRIDE + field.replica]!]!--;
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#ready.topKey;
    if (this.#ready.size === 0) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.arrival, next), lane.arrival);
  }
}

import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/**
 * Requests on their way from their clients to the site of the replica that they were sent to. One slot of the calendar for
 * all of one model.
 */
export class Outward {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #underway: RequestHeap;
  /** By replica. */
  readonly #counts: Int32Array;

  constructor(table: RequestTable, calendar: Calendar, slot: number, replicas: number) {
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#underway = new RequestHeap(table, field.wayDue, field.wayPosition);
    this.#counts = new Int32Array(replicas);
  }

  get nextSeconds(): number {
    return this.#underway.topKey;
  }

  get size(): number {
    return this.#underway.size;
  }

  countOf(replica: number): number {
    return this.#counts[replica]!;
  }

  /** A request is sent at `seconds` and comes to its site `oneWaySeconds` later. */
  put(handle: number, seconds: number, oneWaySeconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.waySent] = seconds;
    rows[base + field.wayDue] = seconds + oneWaySeconds;
    this.#underway.push(handle);
    this.#counts[rows[base + field.replica]!]!++;
    this.#reschedule();
  }

  /** Takes out the next that comes to its site. */
  take(): number {
    const handle = this.#underway.pop();
    this.#forget(handle);
    return handle;
  }

  /** Takes out a request whose client gave up; false where it is not here. */
  giveUp(handle: number): boolean {
    if (this.#table.rows[handle * STRIDE + field.wayPosition]! < 0) return false;
    this.#underway.remove(handle);
    this.#forget(handle);
    return true;
  }

  /** Takes out and reports every request on its way to a replica that fails. */
  fail(replica: number, each: (handle: number) => void): void {
    if (this.countOf(replica) === 0) return;
    const { rows } = this.#table;
    const lost = this.#underway
      .members()
      .filter((handle) => rows[handle * STRIDE + field.replica] === replica);
    for (const handle of lost) {
      this.giveUp(handle);
      each(handle);
    }
  }

  /** Takes out and reports every request: the run ends here. */
  halt(each: (handle: number) => void): void {
    while (this.size > 0) each(this.take());
  }

  #forget(handle: number): void {
    const { rows } = this.#table;
    rows[handle * STRIDE + field.wayPosition] = -1;
    this.#counts[rows[handle * STRIDE + field.replica]!]!--;
    this.#reschedule();
  }

  #reschedule(): void {
    if (this.size === 0) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.arrival, this.nextSeconds), lane.arrival);
  }
}

/** How long a request was on its way to the replica that scheduled it first, or to none, until `end`. */
export function outwardSeconds(rows: Float64Array, base: number, end: number): number {
  const sent = rows[base + field.waySent]!;
  // what it takes to a replica that goes on with it is part of what the loss of the first one cost
  const underway =
    sent > rows[base + field.scheduled]! ? 0 : Math.min(rows[base + field.wayDue]!, end) - sent;
  return rows[base + field.lostWaySeconds]! + underway;
}

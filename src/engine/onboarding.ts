import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/**
 * Requests that have come to a replica, blocks of whose prompts are read from below its prefix cache; then its scheduler
 * has them. Others may overtake them meanwhile, as in vLLM's asynchronous connectors. One slot of the calendar for all.
 */
export class Onboarding {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #underway: RequestHeap;

  constructor(table: RequestTable, calendar: Calendar, slot: number) {
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#underway = new RequestHeap(table, field.landing, field.landingPosition);
  }

  get nextSeconds(): number {
    return this.#underway.topKey;
  }

  get size(): number {
    return this.#underway.size;
  }

  countOf(replica: number): number {
    return this.size === 0 ? 0 : this.#membersOf(replica).length;
  }

  /** All blocks of a request will be there at `seconds`. */
  put(handle: number, seconds: number): void {
    this.#table.rows[handle * STRIDE + field.landing] = seconds;
    this.#underway.push(handle);
    this.#reschedule();
  }

  /** Takes out the next whose blocks are there. */
  take(): number {
    const handle = this.#underway.pop();
    this.#forget(handle);
    return handle;
  }

  /** Takes out a request whose client gave up; false where it is not here. */
  giveUp(handle: number): boolean {
    if (this.size === 0 || !this.#underway.members().includes(handle)) return false;
    this.#underway.remove(handle);
    this.#forget(handle);
    return true;
  }

  /** Takes out and reports every request that has come to a replica that fails. */
  fail(replica: number, each: (handle: number) => void): void {
    if (this.size === 0) return;
    for (const handle of this.#membersOf(replica)) {
      this.giveUp(handle);
      each(handle);
    }
  }

  /** Takes out and reports every request: the run ends here. */
  halt(each: (handle: number) => void): void {
    while (this.size > 0) each(this.take());
  }

  #membersOf(replica: number): number[] {
    const { rows } = this.#table;
    return this.#underway.members().filter((h) => rows[h * STRIDE + field.replica] === replica);
  }

  #forget(handle: number): void {
    this.#table.rows[handle * STRIDE + field.landingPosition] = -1;
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#underway.topKey;
    if (this.size === 0) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.arrival, next), lane.arrival);
  }
}

import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';

/** What answers on their way need of the run around them. */
interface HomewardHost {
  readonly table: RequestTable;
  readonly calendar: Calendar;
}

/** Null where no client is far from its site. */
export function createHomeward(
  { sites }: CompiledScenario,
  host: HomewardHost,
  slot: number,
): Homeward | null {
  return sites?.oneWaySeconds === undefined ? null : new Homeward(host, slot);
}

/**
 * Answers whose last token was made, and is on its way to the client. The replica has nothing to do with them any more. One
 * slot of the calendar for all of them.
 */
export class Homeward {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #underway: RequestHeap;

  constructor({ table, calendar }: HomewardHost, slot: number) {
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#underway = new RequestHeap(table, field.landing, field.landingPosition);
  }

  /** Instant at which the next answer is all there. */
  get nextSeconds(): number {
    return this.#underway.topKey;
  }

  /** Whether the client of a request is far from its site. */
  isFar(handle: number): boolean {
    return this.#table.rows[handle * STRIDE + field.oneWay]! > 0;
  }

  /** The last token of an answer leaves its site. False where its client is there. */
  put(handle: number, seconds: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (!this.isFar(handle)) return false;
    rows[base + field.state] = state.returning;
    rows[base + field.landing] = seconds + rows[base + field.oneWay]!;
    this.#underway.push(handle);
    this.#reschedule();
    return true;
  }

  /** Takes out the next answer that is all there. */
  take(): number {
    const seconds = this.nextSeconds;
    const handle = this.#underway.pop();
    this.#forget(handle, seconds);
    return handle;
  }

  /** Takes out an answer whose client gave up. */
  giveUp(handle: number, seconds: number): void {
    this.#underway.remove(handle);
    this.#forget(handle, seconds);
  }

  /** Takes out and reports every answer: the run ends here. */
  halt(seconds: number, each: (handle: number) => void): void {
    while (this.#underway.size > 0) {
      const handle = this.#underway.pop();
      this.#forget(handle, seconds);
      each(handle);
    }
  }

  #forget(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const left = rows[base + field.landing]! - rows[base + field.oneWay]!;
    rows[base + field.transferSeconds]! += seconds - left;
    rows[base + field.landingPosition] = -1;
    this.#reschedule();
  }

  #reschedule(): void {
    if (this.#underway.size === 0) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.arrival, this.nextSeconds), lane.arrival);
  }
}

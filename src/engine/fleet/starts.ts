import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** When the starts of one pool's replicas are over, by position in the pool; the first of them is in the calendar. */
export class Starts {
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #ready: Float64Array;

  constructor(replicas: number, calendar: Calendar, slot: number) {
    this.#calendar = calendar;
    this.#slot = slot;
    this.#ready = new Float64Array(replicas).fill(NEVER);
  }

  has(position: number): boolean {
    return this.#ready[position]! < NEVER;
  }

  begin(position: number, ready: number): void {
    this.#ready[position] = ready;
    this.#schedule();
  }

  /** The start of a replica comes to nothing; whether it had begun. */
  cancel(position: number): boolean {
    if (!this.has(position)) return false;
    this.#ready[position] = NEVER;
    this.#schedule();
    return true;
  }

  /** Whose start is over first, the lowest number among equals, and when: it is forgotten. */
  next(): readonly [number, number] {
    const position = this.#first();
    const seconds = this.#ready[position]!;
    this.cancel(position);
    return [position, seconds];
  }

  #first(): number {
    let first = 0;
    for (let i = 1; i < this.#ready.length; i++) {
      if (this.#ready[i]! < this.#ready[first]!) first = i;
    }
    return first;
  }

  #schedule(): void {
    const seconds = this.#ready[this.#first()]!;
    if (seconds === NEVER) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.fleet, seconds), lane.fleet);
  }
}

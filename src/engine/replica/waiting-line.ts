import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { SwapSpace } from './swap-space.ts';

/**
 * The requests that wait at a replica: those that were preempted, the one to resume first on top, then those that were
 * never scheduled, in the scheduler's order.
 */
export class WaitingLine {
  readonly #table: RequestTable;
  readonly #scheduler: Scheduler;
  readonly #preempted: number[] = [];
  /** Where blocks of those that were preempted wait with them; null = nowhere. */
  readonly #swap: SwapSpace | null;
  /** Those that came too late for the step that is planned next. */
  #later: { readonly handle: number; readonly request: RequestView }[] = [];
  /** Σ {@link targetOf} of all that wait. */
  tokens = 0;

  constructor(table: RequestTable, scheduler: Scheduler, swap: SwapSpace | null = null) {
    this.#swap = swap;
    this.#table = table;
    this.#scheduler = scheduler;
  }

  /** Those that wait, whether the next plan knows of them or not. */
  get waiting(): number {
    return this.size + this.#later.length;
  }

  /** Those that the next plan knows of. */
  get size(): number {
    return this.#scheduler.size + this.#preempted.length;
  }

  /**
   * The request that is admitted next; −1 when nobody waits, or nobody has an adapter that there is a slot for. Who was
   * preempted always has one: nobody but those that it ran beside has come since.
   */
  get head(): number {
    return this.#preempted.at(-1) ?? this.#scheduler.peek();
  }

  /** Whether the head was computed elsewhere, and needs blocks for all that it brings. */
  get headBrings(): boolean {
    const { rows } = this.#table;
    return this.size > 0 && rows[this.head * STRIDE + field.state] === state.handedOff;
  }

  /** Tokens of a waiting request whose keys and values wait in host memory. */
  keptOf(handle: number): number {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    return rows[base + field.swappedBlocks] === 0 ? 0 : rows[base + field.computed]!;
  }

  /** `unbookedSteps` steps have been run and are not booked yet. */
  push(handle: number, request: RequestView, unbookedSteps: number): void {
    this.tokens += this.targetOf(handle);
    this.#scheduler.push(handle, request, unbookedSteps);
  }

  /** A request comes that the next plan does not know of. */
  pushLater(handle: number, request: RequestView): void {
    // the view is the same object for every request
    this.#later.push({ handle, request: { ...request } });
  }

  /** From now on plans know of all that have come; `unbookedSteps` as in `push`. Returns whether there were any. */
  reveal(unbookedSteps: number): boolean {
    if (this.#later.length === 0) return false;
    for (const { handle, request } of this.#later) this.push(handle, request, unbookedSteps);
    this.#later.length = 0;
    return true;
  }

  /** A running request goes back to the front at `now`, with everything to compute anew but what host memory keeps. */
  pushPreempted(handle: number, now: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (rows[base + field.swappedBlocks] === 0) rows[base + field.computed] = 0;
    rows[base + field.state] = state.preempted;
    rows[base + field.since] = now;
    rows[base + field.preemptions]!++;
    this.#preempted.push(handle);
    this.tokens += this.targetOf(handle);
  }

  /** Takes out the head. */
  pop(): void {
    this.tokens -= this.targetOf(this.head);
    if (this.#preempted.pop() === undefined) this.#scheduler.pop();
  }

  /** Takes out a request whose client gave up at `seconds`. */
  remove(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const later = this.#later.findIndex((each) => each.handle === handle);
    if (later >= 0) {
      this.#later.splice(later, 1);
      return;
    }
    this.tokens -= this.targetOf(handle);
    const base = handle * STRIDE;
    if (rows[base + field.state] !== state.preempted) {
      this.#scheduler.remove(handle);
      return;
    }
    this.#preempted.splice(this.#preempted.indexOf(handle), 1);
    this.#swap?.forget(base);
    rows[base + field.preemptedSeconds]! += seconds - rows[base + field.since]!;
  }

  /** Tokens that a waiting request must compute before its next one: its prompt and, after preemption, its answer. */
  targetOf(handle: number): number {
    const { rows } = this.#table;
    return rows[handle * STRIDE + field.prompt]! + rows[handle * STRIDE + field.made]!;
  }

  /** Takes everybody out at `seconds`: the run ends, or the replica fails. */
  drain(seconds: number, each: (handle: number) => void): void {
    const { rows } = this.#table;
    this.tokens = 0;
    for (const h of this.#preempted) {
      rows[h * STRIDE + field.preemptedSeconds]! += seconds - rows[h * STRIDE + field.since]!;
      this.#swap?.forget(h * STRIDE);
      each(h);
    }
    this.#preempted.length = 0;
    while (this.#scheduler.size > 0) each(this.#scheduler.pop());
    for (const { handle } of this.#later) each(handle);
    this.#later.length = 0;
  }
}

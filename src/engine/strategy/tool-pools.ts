import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import type { ToolTotals } from '../../record/tool-totals.ts';
import type { ToolSpec } from '../../scenario/tools.ts';
import { DueHeap } from '../due-heap.ts';
import { CorePool } from '../host/core-pool.ts';

/** One use of a tool, by call number `branch` of the program that answers the request in row `parent`. */
export interface ToolUse {
  readonly parent: number;
  readonly request: number;
  readonly branch: number;
  readonly tool: number;
  readonly askedSeconds: number;
  /** What it takes once it has a place. */
  readonly serviceSeconds: number;
  /** Place among the uses that are open. */
  handle: number;
  /** NaN while it waits for a place. */
  beganSeconds: number;
  dueSeconds: number;
  isOver: boolean;
}

/** As many places as nobody ever takes. */
const UNLIMITED = 2 ** 31 - 1;

/** Tools, each with its places and those who wait for one, first come, first served. One slot of the calendar for all. */
export class ToolPools {
  readonly slot: number;
  readonly #calendar: Calendar;
  readonly #tools: readonly ToolSpec[];
  readonly #places: readonly CorePool[];
  /** Uses since the start, by tool. */
  readonly #uses: Float64Array;
  readonly #open: ToolUse[] = [];
  readonly #free: number[] = [];
  readonly #due = new DueHeap<ToolUse>(
    (a, b) => a.request < b.request || (a.request === b.request && a.branch < b.branch),
  );

  constructor(tools: readonly ToolSpec[], calendar: Calendar, slot: number) {
    this.#tools = tools;
    this.#calendar = calendar;
    this.slot = slot;
    this.#places = tools.map(
      ({ concurrency }) => new CorePool(1, concurrency === Infinity ? UNLIMITED : concurrency),
    );
    this.#uses = new Float64Array(tools.length);
  }

  /** Uses that wait for a place, and all that are open. */
  get waiting(): number {
    return this.#places.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  get open(): number {
    return this.#open.length - this.#free.length;
  }

  /** A program asks for a use that takes so many seconds. */
  ask(
    of: Pick<ToolUse, 'parent' | 'request' | 'branch' | 'tool' | 'askedSeconds' | 'serviceSeconds'>,
  ): ToolUse {
    const handle = this.#free.pop() ?? this.#open.length;
    const use = {
      ...of,
      ...{ handle, beganSeconds: Number.NaN, dueSeconds: Number.NaN, isOver: false },
    };
    this.#open[handle] = use;
    this.#uses[of.tool]!++;
    this.#places[of.tool]!.enqueue(handle, of.askedSeconds);
    this.#serve(of.tool, of.askedSeconds);
    return use;
  }

  /** The use that ends next, which is over now: its place goes to who waits. */
  finish(): ToolUse {
    const use = this.#due.pop();
    this.#places[use.tool]!.release(0, 1, use.dueSeconds);
    this.#close(use, use.dueSeconds);
    return use;
  }

  /** A use is not needed any more. */
  cancel(use: ToolUse, seconds: number): void {
    const places = this.#places[use.tool]!;
    if (Number.isNaN(use.beganSeconds)) places.withdraw(use.handle, seconds);
    else places.release(0, 1, seconds);
    this.#close(use, seconds);
  }

  /** What the tools did until `seconds`. */
  totalsAt(seconds: number): ToolTotals[] {
    return this.#tools.map(({ name, concurrency }, tool) => {
      const sums = { takenCoreSeconds: 0, waitingSeconds: 0 };
      this.#places[tool]!.sumsAt(seconds, sums);
      const { takenCoreSeconds: takenPlaceSeconds, waitingSeconds } = sums;
      return { name, concurrency, uses: this.#uses[tool]!, takenPlaceSeconds, waitingSeconds };
    });
  }

  #close(use: ToolUse, seconds: number): void {
    use.isOver = true;
    this.#free.push(use.handle);
    this.#serve(use.tool, seconds);
    // whoever was cancelled is taken out when it would come next
    while (this.#due.first?.isOver === true) this.#due.pop();
    this.#reschedule();
  }

  #serve(tool: number, seconds: number): void {
    const places = this.#places[tool]!;
    for (let handle = places.first; handle >= 0; handle = places.first) {
      const use = this.#open[handle]!;
      // who came up to a tie's width after the instant starts when it came
      const start = Math.max(seconds, use.askedSeconds);
      if (places.take(1, start) < 0) break;
      places.dequeue(start);
      use.beganSeconds = start;
      use.dueSeconds = start + use.serviceSeconds;
      this.#due.push(use);
    }
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#due.nextSeconds;
    if (next < Number.POSITIVE_INFINITY)
      this.#calendar.set(this.slot, dueSeconds(lane.arrival, next), lane.arrival);
    else this.#calendar.clear(this.slot);
  }
}

import { createKeyedSource } from '../base/random/hash.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../kernel/lanes.ts';
import { createDurationSampler } from '../policy/duration/index.ts';
import { outcomeCode } from '../record/outcome.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** When the patience of a question's client ends, after its request comes. */
type DrawPatience = (question: number, tries: number) => number;

/**
 * When clients give up: by their timeout, or by a patience that is drawn for each request; for a first token, then for
 * the whole answer. One slot of the calendar for all of them. At one instant the timeout is first.
 */
export class Patience {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #deadlines: RequestHeap;
  /** By workload; null where patience has no end. */
  readonly #draws: readonly (DrawPatience | null)[];
  /** No client ever gives up: nothing to do, and nothing is done. */
  readonly #endless: boolean;

  /** `keyOf` gives the key of the draws for a workload's name: needed where patience is drawn. */
  constructor(
    workloads: readonly CompiledWorkload[],
    table: RequestTable,
    calendar: Calendar,
    slot: number,
    keyOf: (workload: string) => number = () => 0,
  ) {
    this.#workloads = workloads;
    this.#table = table;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#endless = workloads.every(
      ({ timeout, cancel }) =>
        cancel === undefined && Math.min(timeout.totalSeconds, timeout.firstTokenSeconds) === NEVER,
    );
    this.#draws = workloads.map(({ cancel, name }) => {
      if (cancel === undefined) return null;
      const { seat, source } = createKeyedSource(keyOf(name));
      const draw = createDurationSampler(cancel.patience, source);
      return (question, tries) => {
        seat(question, tries);
        return draw();
      };
    });
    this.#deadlines = new RequestHeap(table, field.deadline, field.deadlinePosition);
  }

  /** A request entered: its client starts to wait. */
  begin(handle: number): void {
    if (this.#endless) return;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const arrival = rows[base + field.arrival]!;
    const workload = rows[base + field.workload]!;
    const { totalSeconds, firstTokenSeconds } = this.#workloads[workload]!.timeout;
    const patience =
      this.#draws[workload]?.(rows[base + field.question]!, rows[base + field.tries]!) ?? NEVER;
    rows[base + field.patience] = arrival + patience;
    this.#wait(handle, arrival + Math.min(totalSeconds, firstTokenSeconds), arrival + patience);
    this.#reschedule();
  }

  /** The first token came; if it came in time, only the whole answer's deadline is left. */
  onFirstToken(handle: number): void {
    if (this.#endless) return;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const arrival = rows[base + field.arrival]!;
    const { timeout, cancel } = this.#workloads[rows[base + field.workload]!]!;
    const total = arrival + timeout.totalSeconds;
    const patience = rows[base + field.patience]!;
    const isForAll = cancel?.until === 'end';
    const seen = rows[base + field.firstToken]! + rows[base + field.oneWay]!;
    const first = Math.min(arrival + timeout.firstTokenSeconds, isForAll ? NEVER : patience);
    const whole = Math.min(total, isForAll ? patience : NEVER);
    if (first >= whole || seen > first + TIE_SECONDS) return;
    this.forget(handle);
    this.#wait(handle, total, isForAll ? patience : NEVER);
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

  /** What becomes of a request whose client has given up. */
  outcomeOf(handle: number): number {
    return this.#table.rows[handle * STRIDE + field.leaves]!;
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

  /** Another copy of a request takes its place. */
  move(from: number, to: number): void {
    if (this.#endless) return;
    const { rows } = this.#table;
    for (const each of [field.patience, field.deadline, field.leaves]) {
      rows[to * STRIDE + each] = rows[from * STRIDE + each]!;
    }
    if (rows[from * STRIDE + field.deadlinePosition]! < 0) return;
    this.forget(from);
    this.#deadlines.push(to);
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

  #wait(handle: number, timeout: number, patience: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const deadline = Math.min(timeout, patience);
    rows[base + field.deadline] = deadline;
    rows[base + field.leaves] = patience < timeout ? outcomeCode.cancelled : outcomeCode.expired;
    rows[base + field.deadlinePosition] = -1;
    if (deadline < NEVER) this.#deadlines.push(handle);
  }

  #reschedule(): void {
    const next = this.#deadlines.topKey;
    if (next < NEVER) this.#calendar.set(this.#slot, dueSeconds(lane.timeout, next), lane.timeout);
    else this.#calendar.clear(this.#slot);
  }
}

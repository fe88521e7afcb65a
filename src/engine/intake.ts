import { isClosed } from '../compile/closed-arrivals.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import type { Content } from '../policy/content.ts';
import type { TaskRow } from '../record/port.ts';
import type { TraceRows } from '../trace/port.ts';
import { type ArrivalSource, createArrivalSource } from './arrivals.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** How a request ended that its source has waited for. */
interface SourceEnd {
  readonly rejected: boolean;
  readonly completed: boolean;
  readonly made: number;
  /** Its user wants no more of the service. */
  readonly leaves: boolean;
  /** Where its answer lies, if not in its own text. */
  readonly texts?: Content;
}

/** The sources of all workloads, each with its next request in the calendar, and the moment at which they close. */
export class Intake {
  readonly #scenario: CompiledScenario;
  readonly #calendar: Calendar;
  readonly #sources: readonly ArrivalSource[];
  readonly #exhausted: boolean[];
  readonly #onClosed: (seconds: number, offered: number) => void;
  /** When the last request of each source that is known of is due. */
  readonly #lastDue: Float64Array;
  /** Traces that must be fed before anything else may happen. */
  #unfed = 0;
  /** Instant of the last request. */
  #lastSeconds = 0;
  open = true;
  offered = 0;

  /** Slot `i` of the calendar belongs to workload `i`; `onClosed` is called once, with the instant since which no request comes any more. */
  constructor(
    scenario: CompiledScenario,
    replication: number,
    calendar: Calendar,
    onClosed: (seconds: number, offered: number) => void,
    onTask: (workload: number, end: TaskRow) => void = () => {},
  ) {
    this.#scenario = scenario;
    this.#calendar = calendar;
    this.#onClosed = onClosed;
    this.#sources = scenario.workloads.map((workload, index) =>
      createArrivalSource(scenario, workload, replication, (end) => onTask(index, end)),
    );
    this.#exhausted = this.#sources.map(() => false);
    this.#lastDue = new Float64Array(this.#sources.length);
    for (let i = 0; i < this.#sources.length; i++) this.#schedule(i);
  }

  get hungry(): boolean {
    return this.open && this.#unfed > 0;
  }

  feed(workload: number, rows: TraceRows | null): void {
    const source = this.#sources[workload]!;
    const wasUnfed = Number.isNaN(source.nextSeconds);
    source.feed(rows);
    if (!wasUnfed) return;
    this.#unfed--;
    this.#schedule(workload);
  }

  /** Instant of the next request of a workload. */
  nextSeconds(workload: number): number {
    return this.#sources[workload]!.nextSeconds;
  }

  /** Writes the next request of a workload into the table and puts the one after it into the calendar; returns what it begins with. */
  take(workload: number, rows: Float64Array, base: number): Content | null {
    const source = this.#sources[workload]!;
    this.#lastSeconds = source.nextSeconds;
    const content = source.take(rows, base);
    this.offered++;
    if (this.offered === this.#scenario.horizon.maxRequests) this.close(this.#lastSeconds);
    else this.#schedule(workload);
    return content;
  }

  /** A request of a closed loop's client ended. */
  onEnded(workload: number, client: number, seconds: number, end: SourceEnd): void {
    this.#sources[workload]!.onEnded(
      client,
      seconds,
      end.rejected,
      end.completed,
      end.made,
      end.leaves,
      end.texts,
    );
    if (this.open) this.#schedule(workload);
  }

  /** No request comes after `seconds`. */
  close(seconds: number): void {
    if (!this.open) return;
    this.open = false;
    for (let i = 0; i < this.#sources.length; i++) this.#calendar.clear(i);
    this.#onClosed(seconds, this.offered);
  }

  #schedule(workload: number): void {
    const next = this.#sources[workload]!.nextSeconds;
    const { durationSeconds } = this.#scenario.horizon;
    if (next <= durationSeconds && next < NEVER) {
      this.#lastDue[workload] = dueSeconds(lane.arrival, next);
      this.#calendar.set(workload, this.#lastDue[workload]!, lane.arrival);
      return;
    }
    if (Number.isNaN(next)) {
      // the next row may belong to this very instant: until it is known, nobody may plan
      this.#unfed++;
      this.#calendar.set(workload, this.#lastDue[workload]!, lane.arrival);
      return;
    }
    this.#calendar.clear(workload);
    // the clients of a closed loop come back, so it is never exhausted: the horizon closes it
    if (isClosed(this.#scenario.workloads[workload]!)) return;
    this.#exhausted[workload] = true;
    // a stated duration is simulated to its end, with what idles until then
    if (durationSeconds === NEVER && this.#nothingMoreToCome()) this.close(this.#lastSeconds);
  }

  /** All sources are exhausted; or, without a count, all traces are: they decide then. */
  #nothingMoreToCome(): boolean {
    const { horizon, workloads } = this.#scenario;
    const limited = horizon.maxRequests < NEVER;
    return workloads.every(
      ({ arrivals }, i) => this.#exhausted[i] || (!limited && arrivals.process !== 'trace'),
    );
  }
}

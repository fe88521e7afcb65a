import { hashKey, hashUniform } from '../../base/random/hash.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import type { Content } from '../../policy/content.ts';
import { outcomeCode, outcomes } from '../../record/outcome.ts';
import type { Recorder } from '../../record/port.ts';
import type { Retry } from '../../scenario/clients.ts';
import { DueHeap } from '../due-heap.ts';
import { repeatRequest } from '../request-copy.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/** A request that a client is going to send for a question that was not answered. */
interface NextTry {
  readonly dueSeconds: number;
  /** Number of the request before it. */
  readonly after: number;
  /** All that stood in the row of that. */
  readonly row: Float64Array;
  readonly content: Content | null;
}

/** Whether the clients of a workload do more than wait. */
const actsOf = ({ cancel, retry }: CompiledWorkload) => cancel !== undefined || retry !== undefined;

/**
 * The questions of clients who do more than wait for one answer: a question is a first request and all that are sent
 * for it after that one. Each ends once: with an answer, when its client has had enough of it, or with the run. One slot
 * of the calendar for all the requests to come.
 */
export class Clients {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #recorder: Recorder;
  /** By workload: for the draws of its waits. */
  readonly #keys: readonly number[];
  /** By workload: codes of the outcomes after which it asks again. */
  readonly #retried: readonly ReadonlySet<number>[];
  readonly #next = new DueHeap<NextTry>((a, b) => a.after < b.after);

  constructor(
    scenario: CompiledScenario,
    replication: number,
    host: {
      readonly table: RequestTable;
      readonly calendar: Calendar;
      readonly recorder: Recorder;
    },
    slot: number,
  ) {
    this.#workloads = scenario.workloads;
    this.#table = host.table;
    this.#calendar = host.calendar;
    this.#recorder = host.recorder;
    this.#slot = slot;
    this.#keys = scenario.workloads.map(({ name }) =>
      hashKey(scenario.seed, replication, 'workload', name, 'retries'),
    );
    this.#retried = scenario.workloads.map(
      ({ retry }) => new Set(retry?.on.map((outcome) => outcomeCode[outcome])),
    );
  }

  /** The first request of question `number` comes. */
  begin(handle: number, number: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (!actsOf(this.#workloads[rows[base + field.workload]!]!)) return;
    rows[base + field.question] = number;
    rows[base + field.tries] = 1;
    rows[base + field.asked] = rows[base + field.arrival]!;
  }

  /**
   * A request has ended at `seconds`; in vain for good where it `isHopeless`. Returns whether its client asks again.
   */
  onEnded(handle: number, seconds: number, outcome: number, isHopeless: boolean): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const question = rows[base + field.question]!;
    if (question < 0) return false;
    const workload = rows[base + field.workload]!;
    const tries = rows[base + field.tries]!;
    const { retry } = this.#workloads[workload]!;
    const isRetried = !isHopeless && this.#retried[workload]!.has(outcome);
    if (retry === undefined || !isRetried || tries >= retry.maxAttempts) {
      this.#over(rows, base, seconds, outcome);
      return false;
    }
    const wait = waitSeconds(retry, tries, hashUniform(this.#keys[workload]!, question, tries, 0));
    this.#next.push({
      dueSeconds: seconds + wait,
      after: rows[base + field.id]!,
      row: rows.slice(base, base + STRIDE),
      content: this.#table.contents[handle] ?? null,
    });
    this.#reschedule();
    return true;
  }

  /** Requests that are still to come. */
  get pending(): number {
    return this.#next.size;
  }

  /** Instant of the next of them. */
  get nextSeconds(): number {
    return this.#next.nextSeconds;
  }

  /** The next of them comes; returns its handle. All that it asks for stands in its row, but not its number. */
  take(): number {
    const { dueSeconds: now, row, content } = this.#next.pop();
    this.#reschedule();
    const handle = repeatRequest(this.#table, row, content);
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.tries]!++;
    rows[base + field.arrival] = now;
    return handle;
  }

  /** The run ends at `seconds`: nobody asks again. */
  cutOff(seconds: number): void {
    while (this.#next.size > 0) {
      this.#over(this.#next.pop().row, 0, seconds, outcomeCode['in-flight']);
    }
    this.#reschedule();
  }

  #over(rows: Float64Array, base: number, seconds: number, outcome: number): void {
    this.#recorder.question?.(rows[base + field.workload]!, {
      measured: rows[base + field.measured] === 1,
      outcome: outcomes[outcome]!,
      seconds: seconds - rows[base + field.asked]!,
      tries: rows[base + field.tries]!,
    });
  }

  #reschedule(): void {
    const next = this.#next.nextSeconds;
    if (this.#next.size > 0) {
      this.#calendar.set(this.#slot, dueSeconds(lane.arrival, next), lane.arrival);
    } else this.#calendar.clear(this.#slot);
  }
}

/** The clients of a scenario; null where all of them only wait. */
export function createClients(
  scenario: CompiledScenario,
  replication: number,
  host: ConstructorParameters<typeof Clients>[2],
  slot: number,
): Clients | null {
  const acts = scenario.workloads.some(actsOf);
  return acts ? new Clients(scenario, replication, host, slot) : null;
}

/** Wait after the `tries`-th request in vain; `uniform` in [0, 1) draws the jitter. */
export function waitSeconds(retry: Retry, tries: number, uniform: number): number {
  const { baseSeconds, multiplier, capSeconds, jitter } = retry;
  const longest = Math.min(capSeconds, baseSeconds * multiplier ** (tries - 1));
  return longest * (1 - jitter * uniform);
}

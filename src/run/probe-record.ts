import { meanAndInterval } from '../base/statistics.ts';
import { type Miss, MissCounts, misses, type Targets } from '../record/misses.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';

/** Batches that tell how far an attainment can be trusted, as many as contract section 5 asks of an interval. */
const batches = 30;

const level = 0.95;

/** Assumed: a backlog that grows by less of what arrives is not told from chance, nor is it worth telling. */
const growingShare = 0.05;

/** What one workload of a probe left behind, counted from the rows of its requests. */
export class ProbedWorkload {
  readonly misses = new MissCounts();
  measured = 0;
  met = 0;
  completed = 0;
  /** Time that the completed ones took from their first step to their end, in sum. */
  runSeconds = 0;
  readonly #measuredOfBatch = new Float64Array(batches);
  readonly #metOfBatch = new Float64Array(batches);
  readonly #arrivals: number[] = [];
  readonly #scheduled: number[] = [];
  readonly #ends: number[] = [];

  accept(row: Readonly<RequestRow>, targets: Targets, batch: number): void {
    const inFlight = row.outcome === outcomeCode['in-flight'];
    // at the end of a probe a row cannot tell who waits from who has no token yet: few are the latter
    const waits = inFlight && Number.isNaN(row.firstTokenSeconds);
    this.#arrivals.push(row.arrivalSeconds);
    const waitSeconds = row.hostSeconds + row.queueSeconds;
    this.#scheduled.push(waits ? Number.POSITIVE_INFINITY : row.arrivalSeconds + waitSeconds);
    this.#ends.push(inFlight ? Number.POSITIVE_INFINITY : row.completionSeconds);
    if (row.outcome === outcomeCode.completed) {
      this.completed += 1;
      this.runSeconds += row.e2eSeconds - waitSeconds;
    }
    if (!row.measured) return;
    const at = Math.min(batches - 1, Math.max(0, Math.floor(batch * batches)));
    this.measured += 1;
    this.#measuredOfBatch[at] = (this.#measuredOfBatch[at] ?? 0) + 1;
    if (row.sloMet) {
      this.met += 1;
      this.#metOfBatch[at] = (this.#metOfBatch[at] ?? 0) + 1;
    } else {
      this.misses.accept(row, targets);
    }
  }

  get missed(): number {
    return this.measured - this.met;
  }

  /** The target that most of its requests missed. */
  get worstMiss(): Miss {
    return misses.reduce((worst, miss) => (this.misses[miss] > this.misses[worst] ? miss : worst));
  }

  /** Bounds of the attainment (95 %, batch means). */
  attainmentInterval(): readonly [number, number] {
    const shares = [...this.#measuredOfBatch.entries()].flatMap(([batch, measured]) =>
      measured > 0 ? [(this.#metOfBatch[batch] ?? 0) / measured] : [],
    );
    const { mean, halfWidth } = meanAndInterval(shares, level);
    return halfWidth === null ? [0, 1] : [mean - halfWidth, mean + halfWidth];
  }

  /**
   * Whether requests pile up over the second half of the arrivals, and which share of those that came in it was served.
   * The backlog must grow by a twentieth of the arrivals, and by twice what it does by chance where just as much is
   * served as comes (both of Poisson's variance, assumed).
   */
  backlog(fromSeconds: number, toSeconds: number): { growing: boolean; servedShare: number } {
    const count = (instants: readonly number[], until: number) =>
      instants.reduce((sum, seconds) => sum + (seconds <= until ? 1 : 0), 0);
    const between = (instants: readonly number[]) =>
      count(instants, toSeconds) - count(instants, fromSeconds);
    const arrived = between(this.#arrivals);
    const growth = arrived - between(this.#scheduled);
    const chance = 2 * Math.sqrt(2 * arrived);
    return {
      growing: growth > Math.max(growingShare * arrived, chance),
      servedShare: arrived > 0 ? between(this.#ends) / arrived : 1,
    };
  }

  get arrivals(): readonly number[] {
    return this.#arrivals;
  }
}

/** Counts what a probe must know of each request, and keeps nothing else. */
export class ProbeRecorder implements Recorder {
  readonly workloads: readonly ProbedWorkload[];
  readonly #targets: readonly Targets[];
  readonly #first: number;
  readonly #measured: number;

  /** `warmup` of `requests` requests are not measured. */
  constructor(targets: readonly Targets[], requests: number, warmup: number) {
    this.#targets = targets;
    this.workloads = targets.map(() => new ProbedWorkload());
    this.#first = warmup;
    this.#measured = Math.max(1, requests - warmup);
  }

  request(row: Readonly<RequestRow>): void {
    const workload = this.workloads[row.workload];
    const targets = this.#targets[row.workload];
    if (workload === undefined || targets === undefined) return;
    workload.accept(row, targets, (row.request - this.#first) / this.#measured);
  }

  /** From the middle of all arrivals, in their order, to the last. */
  secondHalf(): readonly [number, number] {
    const arrivals = this.workloads.flatMap((workload) => workload.arrivals).sort((a, b) => a - b);
    return [arrivals[arrivals.length >> 1] ?? 0, arrivals.at(-1) ?? 0];
  }

  /** Mean time from the first step of a request to its end; 0 where none completed. */
  get meanRunSeconds(): number {
    const sum = (of: (workload: ProbedWorkload) => number) =>
      this.workloads.reduce((total, workload) => total + of(workload), 0);
    return (
      sum(({ runSeconds }) => runSeconds) /
      Math.max(
        1,
        sum(({ completed }) => completed),
      )
    );
  }

  gap(): void {}
  gaps(): void {}
  timeseries(): void {}
  replica(): void {}
}

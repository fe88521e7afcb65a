import { type MeanInterval, meanAndInterval } from '../../src/base/statistics.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import type { Recorder, RequestRow, TaskRow, TimeseriesRow } from '../../src/record/port.ts';
import type { RunTotals } from '../../src/record/totals.ts';

/**
 * What is looked at: a figure of each measured request (NaN = not of interest), of each measured task of so many
 * requests, or of the state at equal intervals.
 */
export type Measure =
  | { readonly per: 'request'; readonly value: (row: Readonly<RequestRow>) => number }
  | {
      readonly per: 'task';
      readonly requests: number;
      readonly value: (row: Readonly<TaskRow>) => number;
    }
  | { readonly per: 'sample'; readonly value: (row: Readonly<TimeseriesRow>) => number };

/** Batches of a run. Thirty are needed for an interval; a few more cost nothing. */
const BATCHES = 40;
export const LEVEL = 0.99;

/** Sums per batch, by order of arrival. */
class RequestBatches {
  readonly #sums = new Float64Array(BATCHES);
  readonly #counts = new Float64Array(BATCHES);

  add(batch: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#sums[batch]! += value;
    this.#counts[batch]!++;
  }

  interval(): MeanInterval {
    return meanAndInterval(
      this.#sums.map((sum, i) => sum / this.#counts[i]!),
      LEVEL,
    );
  }
}

class Observer implements Recorder {
  readonly batches: readonly RequestBatches[];
  readonly samples: readonly number[][];
  readonly sampleSeconds: number[] = [];
  readonly #requests: readonly ((row: Readonly<RequestRow>) => number)[];
  readonly tasks: readonly RequestBatches[];
  readonly #tasks: readonly Extract<Measure, { per: 'task' }>[];
  #endedTasks = 0;
  readonly #states: readonly ((row: Readonly<TimeseriesRow>) => number)[];
  readonly #first: number;
  readonly #perBatch: number;

  constructor(measures: readonly Measure[], { horizon }: CompiledScenario) {
    this.#requests = measures.flatMap((measure) =>
      measure.per === 'request' ? [measure.value] : [],
    );
    this.#states = measures.flatMap((measure) => (measure.per === 'sample' ? [measure.value] : []));
    this.batches = this.#requests.map(() => new RequestBatches());
    this.#tasks = measures.flatMap((measure) => (measure.per === 'task' ? [measure] : []));
    this.tasks = this.#tasks.map(() => new RequestBatches());
    this.samples = this.#states.map(() => []);
    this.#first = horizon.warmupRequests;
    this.#perBatch = (horizon.maxRequests - horizon.warmupRequests) / BATCHES;
  }

  request(row: Readonly<RequestRow>): void {
    if (!row.measured) return;
    const batch = Math.floor((row.request - this.#first) / this.#perBatch);
    for (let i = 0; i < this.#requests.length; i++) {
      this.batches[i]!.add(batch, this.#requests[i]!(row));
    }
  }

  timeseries(row: Readonly<TimeseriesRow>): void {
    if (this.#states.length === 0) return;
    this.sampleSeconds.push(row.endSeconds);
    for (let i = 0; i < this.#states.length; i++) this.samples[i]!.push(this.#states[i]!(row));
  }

  /** Tasks fall into batches by the order of their ends. */
  task(_: number, row: TaskRow): void {
    if (!row.measured) return;
    for (const [i, { requests, value }] of this.#tasks.entries()) {
      const batch = Math.floor((this.#endedTasks * requests) / this.#perBatch);
      if (batch < BATCHES) this.tasks[i]!.add(batch, value(row));
    }
    this.#endedTasks++;
  }

  gap(): void {}
  gaps(): void {}
  replica(): void {}
}

export interface Observation {
  /** In order of the measures: mean and 99 % interval by batch means. */
  readonly intervals: readonly MeanInterval[];
  readonly totals: RunTotals;
}

/** Runs a system until it is empty and takes the measures over [end of warm-up, last arrival]. */
export function observe(scenario: CompiledScenario, measures: readonly Measure[]): Observation {
  const observer = new Observer(measures, scenario);
  const run = createRun(scenario, 0, observer);
  run.advance();
  const totals = run.totals();
  const { startSeconds, endSeconds } = totals.window;
  const from = observer.sampleSeconds.findIndex((seconds) => seconds >= startSeconds);
  const after = observer.sampleSeconds.findIndex((seconds) => seconds > endSeconds);
  const until = after < 0 ? observer.sampleSeconds.length : after;
  let requests = 0;
  let tasks = 0;
  let states = 0;
  const intervals = measures.map(({ per }) => {
    if (per === 'request') return observer.batches[requests++]!.interval();
    if (per === 'task') return observer.tasks[tasks++]!.interval();
    return sampleInterval(observer.samples[states++]!, from, until);
  });
  return { intervals, totals };
}

function sampleInterval(values: readonly number[], from: number, until: number): MeanInterval {
  const length = Math.floor((until - from) / BATCHES);
  const means = Array.from({ length: BATCHES }, (_, batch) => {
    let sum = 0;
    const start = from + batch * length;
    for (let i = start; i < start + length; i++) sum += values[i]!;
    return sum / length;
  });
  return meanAndInterval(means, LEVEL);
}

import { createRun } from '../src/engine/run.ts';
import { MetricsRecorder } from '../src/record/metrics-recorder.ts';
import type { Recorder } from '../src/record/port.ts';
import { compileLoad, type EngineLoad } from './engine-load.ts';
import { referenceLoad, referenceLoop } from './reference-loop.ts';

/**
 * What a child process measures. `recorder`:
 * `metrics` is the product's recorder (percentile samples, gap sketches, time series, and, with `rows: all`, every
 * column of the requests table, built in chunks which a sink drops: no Arrow encoding, no files);
 * `nothing` drops each row as it comes: the engine alone, which still keeps blocks, joules and rows.
 */
export type Job =
  | { readonly kind: 'reference'; readonly events: number; readonly stations: number }
  | {
      readonly kind: 'engine';
      readonly load: EngineLoad;
      readonly recorder: 'metrics' | 'nothing';
      /** The run is cut into about this many slices of equal events. */
      readonly slices: number;
    };

/** What a run did, timings apart: equal jobs give equal facts. A request of the reference loop is one event. */
export interface Facts {
  readonly requests: number;
  readonly events: number;
  /** Average sequences of a running batch; 0 for the reference loop. */
  readonly batch: number;
  /** Completions per simulated second inside the measured window; 0 for the reference loop. */
  readonly completionsPerSecond: number;
  readonly preemptions: number;
}

const bareRecorder: Recorder = {
  request() {},
  gap() {},
  gaps() {},
  timeseries() {},
  replica() {},
};
const dropped = () => {};

/** Compiles what the job needs and returns what is timed: one whole run from its creation to its totals. */
export function prepareJob(job: Job): () => Facts {
  if (job.kind === 'reference') return () => runReference(job.events, job.stations);
  const compiled = compileLoad(job.load);
  let sliceEvents = Number.POSITIVE_INFINITY;
  return () => {
    const metrics =
      job.recorder === 'metrics'
        ? new MetricsRecorder(compiled, {
            requests: dropped,
            timeseries: dropped,
            replicas: dropped,
          })
        : null;
    const run = createRun(compiled, 0, metrics ?? bareRecorder);
    while (run.advance({ maxEvents: sliceEvents }) !== 'done');
    metrics?.flush();
    const { window, events, preemptions } = run.totals();
    // The first run of a child, which warms it up, finds out how many events a slice has.
    if (job.slices > 1) sliceEvents = Math.ceil(events / job.slices);
    const completions = window.completions.reduce((sum, count) => sum + count, 0);
    return {
      requests: run.offered,
      events,
      batch: window.busySeconds > 0 ? window.sequenceSeconds / window.busySeconds : 0,
      completionsPerSecond: completions / (window.endSeconds - window.startSeconds),
      preemptions,
    };
  };
}

function runReference(events: number, stations: number): Facts {
  const { meanCustomers } = referenceLoop(events, stations);
  const expected = referenceLoad / (1 - referenceLoad);
  // Ten thousand events at a station leave an error of a few per cent; half is a loop that does something else.
  if (events / stations > 1e4 && Math.abs(meanCustomers / expected - 1) > 0.5) {
    throw new Error(`the reference loop is no M/M/1 queue: ${meanCustomers} customers`);
  }
  return { requests: events, events, batch: 0, completionsPerSecond: 0, preemptions: 0 };
}

import { createRun, type Run } from '../engine/run.ts';
import { MetricsRecorder } from '../record/metrics-recorder.ts';
import { driveRun, type TraceFeed } from '../run/drive.ts';
import { feedsOf, loadTraces } from '../run/trace-feeds.ts';
import { UserError } from '../run/user-error.ts';
import { settleWarmup } from '../run/warm-up.ts';
import { summarize } from '../summary/summarize.ts';
import type { Failure, Job, JobResult, SettledJob } from './job.ts';
import { openJobTables } from './job-tables.ts';
import { encodePart } from './part.ts';
import type { Pulse } from './pulse.ts';
import { createRowReader } from './replication-row.ts';
import { createTraceShelf, type TraceShelf } from './trace-shelf.ts';

export interface JobContext {
  readonly pulse: Pulse;
  readonly mostArrayBytes: number;
}

/** Thrown inside this file only. */
class OutOfArrays extends Error {}

/** Runs jobs, and the pilot runs that come before them. Nothing that goes wrong is thrown. */
export interface JobRunner {
  /** Runs a job whose warm-up is settled. */
  run(job: Job, context: JobContext): Promise<JobResult>;
  /** Settles the warm-up that all replications of a job's point have. */
  settle(job: Job, context: JobContext): Promise<SettledJob>;
}

/** Makes a runner, which keeps the traces that it has read for the next job. */
export function createJobRunner(): JobRunner {
  const traces = createTraceShelf();
  return {
    run: (job, context) => runJob(job, context, traces).catch(failed),
    settle: (job, context) => settleJob(job, context, traces).catch(failed),
  };
}

const failed = (error: unknown) => ({ ok: false, failure: failureOf(error) }) as const;

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OutOfArrays || (error instanceof RangeError && /allocat/i.test(message))) {
    return { kind: 'out-of-memory', message };
  }
  if (error instanceof UserError) return { kind: 'input', message: `${message}; ${error.fix}` };
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  return { kind: 'error', message: stack };
}

async function runJob(job: Job, context: JobContext, traces: TraceShelf): Promise<JobResult> {
  const began = performance.now();
  const { compiled, replication, version, scenarioHash } = job;
  const feeds = await feedsOfJob(job, traces);
  const tables = openJobTables(job);
  const recorder = new MetricsRecorder(compiled, tables.sinks);
  const run = createRun(compiled, replication, recorder);
  const shareOf = progressOfRun(job, feeds);
  let before = -1;
  const end = await driveRun(run, {
    feeds,
    stopWhenHopeless: compiled,
    onSlice: () => {
      refuseTooMuch(context.mostArrayBytes);
      const now = run.clockSeconds + run.ended;
      // A run that spends events without getting on is to be seen as one that does not get on.
      if (now > before) context.pulse.beat(shareOf(run));
      before = now;
    },
  });
  recorder.flush();
  const summary = summarize({
    compiled,
    totals: run.totals(),
    metrics: recorder,
    version,
    scenarioHash,
    wallSeconds: (performance.now() - began) / 1000,
    interrupted: false,
    warnings: job.warnings,
  });
  const files = tables.close();
  const stoppedEarly = end === 'overloaded-early';
  const part = encodePart(job.point, replication, {
    summary,
    stoppedEarly,
    tables: files.map(({ file, bytes }) => ({ file, bytes: bytes.length })),
  });
  const workloads = compiled.workloads.map(({ name }) => name);
  const row = createRowReader(workloads)({ summary, stoppedEarly });
  return { ok: true, row, part, tables: files };
}

async function settleJob(
  job: Job,
  { pulse, mostArrayBytes }: JobContext,
  traces: TraceShelf,
): Promise<SettledJob> {
  const { warmup, compiled } = job;
  const onSlice = () => {
    refuseTooMuch(mostArrayBytes);
    pulse.beat(0);
  };
  const feeds = await feedsOfJob(job, traces);
  const settled = await settleWarmup({ warmup, compiled, feeds, onSlice });
  return { ok: true, settled };
}

async function feedsOfJob(job: Job, shelf: TraceShelf): Promise<readonly TraceFeed[]> {
  if (job.traces === null) return [];
  const { scenario, sha256 } = job.traces;
  const { byWorkload, files } = await loadTraces(scenario, shelf.read);
  const changed = files.find((file) => !sha256.includes(file.sha256));
  if (changed !== undefined) {
    throw new UserError(`${changed.path} has changed since the sweep began`, 'run the sweep again');
  }
  return feedsOf(job.compiled, byWorkload);
}

/** How far a run is, 0 to 1. */
function progressOfRun({ compiled }: Job, feeds: readonly TraceFeed[]): (run: Run) => number {
  const { maxRequests, durationSeconds } = compiled.horizon;
  const rows = feeds.reduce((sum, feed) => sum + feed.rows.length, 0);
  if (Number.isFinite(durationSeconds)) return (run) => run.clockSeconds / durationSeconds;
  const requests = Math.min(maxRequests, rows > 0 ? rows : Number.POSITIVE_INFINITY);
  return (run) => run.ended / requests;
}

/** A thread's heap has a limit of its own; typed arrays lie outside of it. */
function refuseTooMuch(mostArrayBytes: number): void {
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers <= mostArrayBytes) return;
  const gigabytes = (mostArrayBytes / 1e9).toFixed(1);
  throw new OutOfArrays(
    `more than ${gigabytes} GB of samples and rows: set outputs.percentiles to sketch, outputs.requests to none, or run fewer workers`,
  );
}

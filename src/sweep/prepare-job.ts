import { compileRun } from '../run/prepare-run.ts';
import { type Failure, type Job, type SettledJob, withWarmup } from './job.ts';
import { keepLast } from './keep-last.ts';
import type { LoadedSweep } from './load-sweep.ts';
import type { PlannedPoint } from './plan.ts';

/** Points whose job is kept for their next replication. */
const mostKept = 64;

type MadeJob =
  | { readonly ok: true; readonly job: Job }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Makes jobs of points, once for all replications that follow each other. `settle` makes the pilot runs that a warm-up
 * by MSER-5 asks for; null from it, when work was stopped, is passed on.
 */
export function createJobMaker(
  sweep: LoadedSweep,
  settle: (job: Job) => Promise<SettledJob | null>,
): (point: PlannedPoint) => Promise<MadeJob | null> {
  return keepLast(mostKept, async (point: PlannedPoint): Promise<MadeJob | null> => {
    const job = await prepareJob(sweep, point);
    if (job.warmup.kind !== 'mser-5') return { ok: true, job };
    const pilots = await settle(job);
    return pilots?.ok === true ? { ok: true, job: withWarmup(job, pilots.settled) } : pilots;
  });
}

/** Makes the job of the first replication of a point; those of the others differ by their number alone. */
export async function prepareJob(
  { plan, scenarioOf, traces }: LoadedSweep,
  point: PlannedPoint,
): Promise<Job> {
  const loaded = scenarioOf(point.index);
  const prepared = await compileRun(loaded, undefined, traces.read);
  const { scenario, compiled, traceFiles, warnings } = prepared;
  return {
    point: point.id,
    replication: 0,
    compiled,
    warmup: scenario.horizon.warmup,
    traces:
      traceFiles.length === 0 ? null : { scenario, sha256: traceFiles.map(({ sha256 }) => sha256) },
    scenarioHash: point.scenarioHash,
    version: plan.version,
    warnings,
    tables: plan.tables,
  };
}

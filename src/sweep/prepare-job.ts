import { compileRun } from '../run/prepare-run.ts';
import type { Job } from './job.ts';
import { keepLast } from './keep-last.ts';
import type { LoadedSweep } from './load-sweep.ts';
import type { PlannedPoint } from './plan.ts';

/** Points whose compiled scenario is kept for their next replication. */
const mostKept = 64;

/** Makes jobs of points; a point is compiled once for all its replications that follow each other. */
export function createJobMaker(
  sweep: LoadedSweep,
): (point: PlannedPoint, replication: number) => Promise<Job> {
  const jobOf = keepLast(mostKept, (point: PlannedPoint) => compilePoint(sweep, point));
  return async (point, replication) => ({ ...(await jobOf(point)), replication });
}

async function compilePoint(
  { plan, scenarioOf, traces }: LoadedSweep,
  point: PlannedPoint,
): Promise<Omit<Job, 'replication'>> {
  const loaded = scenarioOf(point.index);
  const prepared = await compileRun(loaded, undefined, traces.read);
  const { scenario, compiled, traceFiles, warnings } = prepared;
  return {
    point: point.id,
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

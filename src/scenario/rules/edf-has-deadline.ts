import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';
import { statesDeadline } from './states-deadline.ts';

/** Earliest deadline first needs somebody who states a deadline. */
export function checkEdfHasDeadline(
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  for (const { pool, path } of pools) {
    if (pool.engine.scheduler !== 'edf') continue;
    const served = new Set(pool.serves.map(({ ref }) => ref));
    if (workloads.some((each) => served.has(each.model) && statesDeadline(each))) continue;
    const message = 'no workload that the pool serves states a deadline: edf would be fcfs';
    const fix = 'state slo.ttft, slo.e2e or a timeout, or write scheduler: fcfs';
    reporter.error([...path, 'engine', 'scheduler'], message, fix);
  }
}

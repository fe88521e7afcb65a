import { modelsAsked } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';

/** Warns of orders by priority or by shares where all requests of the pool are alike in what they go by. */
export function checkOrderSetsApart(
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  // rows of traces may have priorities and tenants of their own
  if (workloads.some(({ arrivals }) => arrivals.process === 'trace')) return;
  for (const { pool, path } of pools) {
    const served = new Set(pool.serves.map(({ ref }) => ref));
    const asking = workloads.filter((each) => {
      const { answering, judging } = modelsAsked(each);
      return [...answering, ...judging].some((model) => served.has(model));
    });
    const alike = asking.length === 0 ? null : whatIsAlike(pool, asking);
    if (alike === null) continue;
    const { scheduler } = pool.engine;
    const message = `all requests of the pool have ${alike.what}: ${scheduler} orders them as fcfs does`;
    reporter.warning(
      [...path, 'engine', 'scheduler'],
      message,
      `${alike.fix}, or write scheduler: fcfs`,
    );
  }
}

/** What an order goes by and finds the same in all requests; null where it can tell them apart. */
function whatIsAlike(
  { engine: { scheduler, fairness } }: Pool,
  asking: readonly Workload[],
): { readonly what: string; readonly fix: string } | null {
  if (scheduler === 'priority') {
    if (new Set(asking.map(({ priority }) => priority)).size > 1) return null;
    return {
      what: `priority ${asking[0]?.priority}`,
      fix: 'give the workloads unequal priorities',
    };
  }
  if (scheduler !== 'vtc' && scheduler !== 'weighted-fair') return null;
  if (fairness?.by === 'workload') {
    if (asking.length > 1) return null;
    return {
      what: 'one workload',
      fix: 'write fairness: {by: tenant} and tenants in the workload',
    };
  }
  if (asking.some(({ tenants }) => tenants.count > 1)) return null;
  const byWorkload =
    asking.length > 1 ? 'write fairness: {by: workload}, or tenants' : 'write tenants';
  return { what: 'one tenant', fix: `${byWorkload}: {count: 2} or more in the workloads` };
}

import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';

/** Shares by workload name workloads that there are, each once. */
export function checkSharesNameWorkloads(
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  const names = workloads.map(({ name }) => name);
  for (const { pool, path } of pools) {
    const seen = new Set<string>();
    for (const [i, { workload }] of (pool.engine.fairness?.workloadShares ?? []).entries()) {
      const at = [...path, 'engine', 'fairness', 'workloads', i, 'workload'];
      const fix = `use one of ${names.join(', ')}`;
      if (!names.includes(workload)) reporter.error(at, `there is no workload ${workload}`, fix);
      if (seen.has(workload)) reporter.error(at, `${workload} has a share already`, 'keep one');
      seen.add(workload);
    }
  }
}

import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';

interface Reference {
  readonly model: string;
  readonly path: Path;
}

/** Every workload's model is served by some pool; a pool that nobody asks is only worth a warning. */
export function checkServedModels(
  workloads: readonly Reference[],
  pools: readonly Reference[],
  reporter: Reporter,
): void {
  const served = [...new Set(pools.map((pool) => pool.model))];
  for (const { model, path } of workloads) {
    if (served.includes(model)) continue;
    reporter.error([...path, 'model'], `no pool serves ${model}`, suggest(model, served));
  }
  const wanted = new Set(workloads.map((workload) => workload.model));
  for (const { model, path } of pools) {
    if (wanted.has(model)) continue;
    const message = `no workload asks for ${model}: this pool stays idle`;
    reporter.warning([...path, 'serves'], message, 'leave the pool out, or add a workload');
  }
}

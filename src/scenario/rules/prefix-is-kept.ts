import { modelsAsked } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';
import { canKeepPrefixes } from './prefix-cache-parts.ts';

/** Warns of prompts that begin alike where no pool that answers them keeps a prefix cache. */
export function checkPrefixIsKept(
  workloads: readonly {
    readonly workload: Workload;
    readonly wrong: readonly string[];
    readonly path: Path;
  }[],
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  if (pools.some(({ wrong }) => touches(wrong, ['engine', 'serves']))) return;
  for (const { workload, wrong, path } of workloads) {
    if (workload.prefix === undefined || touches(wrong, ['prefix', 'model', 'strategy'])) continue;
    const asked = modelsAsked(workload).answering;
    const own = pools.filter(({ pool }) => pool.serves.some(({ ref }) => asked.includes(ref)));
    if (own.some(({ pool }) => pool.engine.prefixCache === true)) continue;
    const able = workload.images === undefined && own.find(({ pool }) => canKeepPrefixes(pool));
    const message =
      'no pool that answers keeps a prefix cache: what prompts share is computed for each';
    const fix = able
      ? `write engine: {prefixCache: true} in ${able.pool.name}, or leave prefix out`
      : 'leave prefix out: none of them can';
    reporter.warning([...path, 'prefix'], message, fix);
  }
}

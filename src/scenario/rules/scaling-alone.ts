import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/**
 * Replicas come and go by the load of their model, which is one pool's alone in this version: two pools of one model
 * would each answer for all of it. Pools that compute its prompts and pools that decode have loads of their own.
 */
export function checkScalingAlone(
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  reporter: Reporter,
): void {
  for (const { pool, path } of pools) {
    if (pool.autoscaling === undefined) continue;
    const model = pool.serves[0]?.ref;
    const serves = (each: Pool) => each.serves.some(({ ref }) => ref === model);
    const isOther = (each: Pool) => each !== pool && each.role === pool.role && serves(each);
    const other = pools.find((each) => isOther(each.pool));
    if (other === undefined) continue;
    const message = `autoscaling beside another pool of ${model} (${other.pool.name}) is not available in this version`;
    reporter.error([...path, 'autoscaling'], message, 'serve the model from one pool');
  }
}

import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Routing } from '../scenario.ts';

/** Model-aware routing counts weights that a replica has yet to load: replicas that hold all of theirs have none. */
export function checkModelsCome(
  { policy }: Routing,
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  if (policy !== 'model-aware') return;
  const mayCome = ({ pool, wrong }: (typeof pools)[number]) =>
    pool.residency !== undefined || touches(wrong, ['residency', 'serves']);
  if (pools.some(mayCome)) return;
  const message =
    'every replica holds all models that it serves: model-aware goes by outstanding requests alone';
  const fix = 'add residency to a pool that serves several models, or write least-outstanding';
  reporter.warning(['routing', 'policy'], message, fix);
}

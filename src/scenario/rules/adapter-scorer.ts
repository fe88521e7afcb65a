import type { Reporter } from '../reporter.ts';
import type { Pool, Routing } from '../scenario.ts';

/** A weight of adapters says nothing where no pool has any. */
export function checkAdapterScorer(
  { scorers }: Pick<Routing, 'scorers'>,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): void {
  if ((scorers?.adapter ?? 0) === 0) return;
  if (pools.some(({ pool }) => pool.adapters !== undefined)) return;
  const message = 'no pool has adapters to go by';
  reporter.error(
    ['routing', 'scorers', 'adapter'],
    message,
    'leave it out, or add pools[].adapters',
  );
}

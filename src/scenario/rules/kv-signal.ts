import type { Reporter } from '../reporter.ts';
import type { Pool, Routing } from '../scenario.ts';

/** Routing by KV blocks in use says nothing of a pool that keeps none: all would go to its first replica. */
export function checkKvSignal(
  { policy, scorers }: Pick<Routing, 'policy' | 'scorers'>,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): void {
  const goesByBlocks = policy === 'least-kv' || (scorers?.kv ?? 0) > 0;
  const bare = pools.find(({ pool }) => pool.engine.kvCache === false);
  if (!goesByBlocks || bare === undefined) return;
  const message = `the pool ${bare.pool.name} has no KV cache to go by`;
  const at = policy === 'least-kv' ? ['routing', 'policy'] : ['routing', 'scorers', 'kv'];
  reporter.error(at, message, 'write policy: least-outstanding, or scorers with kv: 0');
}

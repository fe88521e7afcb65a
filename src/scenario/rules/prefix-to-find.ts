import type { Reporter } from '../reporter.ts';
import type { Pool, Routing } from '../scenario.ts';
import { canKeepPrefixes } from './prefix-cache-parts.ts';

/** Says where requests go by what replicas may have cached, and none keeps a prefix cache. */
export function checkPrefixToFind(
  { policy, recordTokens }: Pick<Routing, 'policy' | 'recordTokens'>,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): void {
  if (recordTokens === undefined) return;
  if (pools.some(({ pool }) => pool.engine.prefixCache === true)) return;
  const message = `${policy} goes by prompts that replicas were sent, and no pool keeps a prefix cache`;
  const able = pools.some(({ pool }) => canKeepPrefixes(pool));
  const fix = `write ${able ? 'engine.prefixCache: true in a pool, or ' : ''}policy: least-outstanding`;
  reporter.warning(['routing', 'policy'], message, fix);
}

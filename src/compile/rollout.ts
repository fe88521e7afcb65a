import { assert } from '../base/assert.ts';
import type { RolloutSpec } from '../scenario/rollout.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledPool, CompiledRollout } from './compiled.ts';
import { groupName } from './hand-off.ts';

/** The group that a pool's replicas belong to: a candidate's are a group of their own, whatever model they serve. */
export function groupOf(pool: Pool, pools: readonly Pool[], rollout?: RolloutSpec): string {
  if (rollout === undefined || pool.name !== rollout.to) return groupName(pool);
  const stable = pools.find(({ name }) => name === rollout.from);
  assert(stable !== undefined, `there is no pool ${rollout.from}`);
  // no reference of a model holds a line break
  return `${groupName(stable)}\ncandidate`;
}

/** Names the two versions by the numbers of their pools and groups; `pools` are in order of name. */
export function compileRollout(
  { from, to, ...spec }: RolloutSpec,
  pools: readonly CompiledPool[],
): CompiledRollout {
  const numberOf = (name: string) => pools.findIndex((pool) => pool.name === name);
  const [stable, candidate] = [numberOf(from), numberOf(to)];
  const [a, b] = [pools[stable], pools[candidate]];
  assert(a !== undefined && b !== undefined, `there is no pool ${from} or ${to}`);
  const groups = { stable: a.group, candidate: b.group };
  return { ...spec, pools: { stable, candidate }, groups };
}

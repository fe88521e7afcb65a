import { assert } from '../base/assert.ts';
import type { PoolRollout, RolloutSpec } from '../scenario/rollout.ts';
import type { Pool, Workload } from '../scenario/scenario.ts';
import type { CompiledPool, CompiledRollout, CompiledWorkload } from './compiled.ts';
import { groupName } from './hand-off.ts';

/** The group that a pool's replicas belong to: a candidate's are a group of their own, whatever model they serve. */
export function groupOf(pool: Pool, pools: readonly Pool[], rollout?: RolloutSpec): string {
  if (rollout === undefined || !('to' in rollout) || pool.name !== rollout.to) {
    return groupName(pool);
  }
  const { stable } = versionsOf(rollout, pools);
  // no reference of a model holds a line break
  return `${groupName(stable)}\ncandidate`;
}

/** The model that is to take over from that of a workload, and the group that serves it; undefined where none is. */
export function successorOf(
  { model }: Pick<Workload, 'model'>,
  pools: readonly Pool[],
  rollout: RolloutSpec | undefined,
): { readonly model: string; readonly group: string } | undefined {
  if (rollout === undefined || !('to' in rollout)) return undefined;
  const { stable, candidate } = versionsOf(rollout, pools);
  const [before, after] = [stable.serves[0], candidate.serves[0]];
  if (before?.ref !== model || after === undefined) return undefined;
  return { model: after.ref, group: groupOf(candidate, pools, rollout) };
}

/** Names the two versions by numbers; `pools` and `workloads` are in order of name. */
export function compileRollout(
  rollout: RolloutSpec,
  pools: readonly CompiledPool[],
  workloads: readonly Pick<CompiledWorkload, 'name'>[],
): CompiledRollout {
  if ('workload' in rollout) {
    const { workload: name, ...plan } = rollout;
    return { ...plan, workload: workloads.findIndex((each) => each.name === name) };
  }
  const { from, to, ...plan } = rollout;
  const numberOf = (name: string) => pools.findIndex((pool) => pool.name === name);
  const [stable, candidate] = [numberOf(from), numberOf(to)];
  const [a, b] = [pools[stable], pools[candidate]];
  assert(a !== undefined && b !== undefined, `there is no pool ${from} or ${to}`);
  const groups = { stable: a.group, candidate: b.group };
  return { ...plan, pools: { stable, candidate }, groups };
}

function versionsOf({ from, to }: PoolRollout, pools: readonly Pool[]) {
  const stable = pools.find(({ name }) => name === from);
  const candidate = pools.find(({ name }) => name === to);
  assert(stable !== undefined && candidate !== undefined, `there is no pool ${from} or ${to}`);
  return { stable, candidate };
}

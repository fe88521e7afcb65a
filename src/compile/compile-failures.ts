import { assert } from '../base/assert.ts';
import { type FailureSpec, unitsOf } from '../scenario/failures.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledFailure, CompiledPool } from './compiled.ts';

/** Names pools by number, and units by the replicas that they take with them; `compiled` are the `pools`, in order. */
export function compileFailures(
  failures: readonly FailureSpec[],
  compiled: readonly CompiledPool[],
  pools: readonly Pool[],
): readonly CompiledFailure[] {
  return failures.map(({ pool: name, ...failure }) => {
    const index = pools.findIndex((pool) => pool.name === name);
    const own = compiled[index];
    const pool = pools[index];
    assert(own !== undefined && pool !== undefined, `there is no pool ${name}`);
    const { replicas, acceleratorsPerReplica, firstReplica } = own;
    const { acceleratorsPerNode, accelerator } = pool;
    const perChip = accelerator.partOf?.perChip ?? 1;
    const placed = { replicas, acceleratorsPerReplica, acceleratorsPerNode, perChip };
    const units = unitsOf(failure, placed);
    return {
      ...failure,
      units: units.map((unit) => unit.map((replica) => firstReplica + replica)),
    };
  });
}

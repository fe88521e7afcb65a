import { assert } from '../base/assert.ts';
import type { FacilitySpec } from '../scenario/facility.ts';
import type { GovernorSpec, SharedBudget } from '../scenario/power-budget.ts';
import { rackGroup } from '../scenario/rack-group.ts';
import type { Pool } from '../scenario/scenario.ts';

/** Power that a group of replicas may draw together. */
export interface CompiledBudget {
  readonly name: string;
  /** Replicas over all pools, ascending, and for each the highest priority among the workloads that it may serve. */
  readonly replicas: readonly number[];
  readonly priorities: readonly number[];
  /** What their accelerators may draw. */
  readonly limitWatts: number;
  readonly governor: GovernorSpec;
}

/** What of compiled pools and workloads says who draws on which budget. */
interface BudgetedPool {
  readonly name: string;
  readonly group: number;
  readonly firstReplica: number;
  readonly replicas: number;
}
interface Prioritised {
  readonly group: number;
  readonly priority: number;
}

/**
 * The budgets of all pools in order of their first replica, then those that pools share, by name. A pool's last group may
 * be smaller, and has as much less. Whoever is under several of them keeps the strictest.
 */
export function compileBudgets(
  pools: readonly Pool[],
  compiled: readonly BudgetedPool[],
  workloads: readonly Prioritised[],
  facility: FacilitySpec | undefined,
  shared: readonly SharedBudget[] = [],
): { readonly budgets?: readonly CompiledBudget[] } {
  const budgets = compiled.flatMap((pool, index): CompiledBudget[] => {
    const source = pools[index];
    const powerBudget = source?.powerBudget;
    if (powerBudget === undefined || source === undefined) return [];
    const rack = facility === undefined ? null : rackGroup(facility, source);
    const shared = powerBudget.limitWatts === null ? rack : powerBudget;
    assert(shared !== null, `pool ${pool.name} has a governor and no budget`);
    const { name, firstReplica, replicas: all, group } = pool;
    const size = Math.min(all, shared.replicas ?? all);
    const whole = shared.replicas ?? all;
    const priority = highestPriority(group, workloads);
    return Array.from({ length: Math.ceil(all / size) }, (_, i) => {
      const length = Math.min(size, all - i * size);
      return {
        name: all === size ? name : `${name}/${i}`,
        replicas: Array.from({ length }, (__, j) => firstReplica + i * size + j),
        priorities: Array.from({ length }, () => priority),
        limitWatts: ((shared.limitWatts ?? 0) * length) / whole,
        governor: powerBudget.governor,
      };
    });
  });
  const byName = [...shared].sort((a, b) => (a.name < b.name ? -1 : 1));
  budgets.push(...byName.map((budget) => compileShared(budget, compiled, workloads)));
  return budgets.length === 0 ? {} : { budgets };
}

function compileShared(
  { name, pools, limitWatts, governor }: SharedBudget,
  compiled: readonly BudgetedPool[],
  workloads: readonly Prioritised[],
): CompiledBudget {
  const members = compiled
    .filter((pool) => pools.includes(pool.name))
    .flatMap(({ firstReplica, replicas, group }) => {
      const priority = highestPriority(group, workloads);
      return Array.from({ length: replicas }, (_, i) => ({ replica: firstReplica + i, priority }));
    });
  return {
    name,
    replicas: members.map(({ replica }) => replica),
    priorities: members.map(({ priority }) => priority),
    limitWatts,
    governor,
  };
}

function highestPriority(group: number, workloads: readonly Prioritised[]): number {
  const own = workloads.filter((workload) => workload.group === group);
  return own.reduce((most, each) => Math.max(most, each.priority), -Infinity);
}

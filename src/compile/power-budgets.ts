import { assert } from '../base/assert.ts';
import type { FacilitySpec } from '../scenario/facility.ts';
import type { GovernorSpec, SharedBudget } from '../scenario/power-budget.ts';
import { rackGroup } from '../scenario/rack-group.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledStrategy } from './compile-strategy.ts';

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
  readonly strategy?: Pick<CompiledStrategy, 'tiers'>;
  readonly routes?: Pick<CompiledStrategy, 'tiers'>;
}
/** A group, with those that decode or encode for it. */
interface Linked {
  readonly handOff?: { readonly group: number };
  readonly embeddings?: { readonly group: number };
}

/** A roll-out whose candidate gets requests of the stable version. */
interface Succeeding {
  readonly groups: { readonly stable: number; readonly candidate: number };
}

/**
 * The budgets of all pools in order of their first replica, then those that pools share, by name. A pool's last group may
 * be smaller, and has as much less. Whoever is under several of them keeps the strictest.
 */
export function compileBudgets(
  pools: readonly Pool[],
  compiled: readonly BudgetedPool[],
  {
    workloads,
    groups,
    rollout,
  }: {
    readonly workloads: readonly Prioritised[];
    readonly groups: readonly Linked[];
    readonly rollout?: Succeeding | undefined;
  },
  facilityAround: (pool: Pool) => FacilitySpec | undefined,
  shared: readonly SharedBudget[] = [],
): { readonly budgets?: readonly CompiledBudget[] } {
  const priorityOf = highestPriorities(workloads, groups, rollout);
  const budgets = compiled.flatMap((pool, index): CompiledBudget[] => {
    const source = pools[index];
    const powerBudget = source?.powerBudget;
    if (powerBudget === undefined || source === undefined) return [];
    const facility = facilityAround(source);
    const rack = facility === undefined ? null : rackGroup(facility, source);
    const shared = powerBudget.limitWatts === null ? rack : powerBudget;
    assert(shared !== null, `pool ${pool.name} has a governor and no budget`);
    const { name, firstReplica, replicas: all, group } = pool;
    const size = Math.min(all, shared.replicas ?? all);
    const whole = shared.replicas ?? all;
    const priority = priorityOf(group);
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
  budgets.push(...byName.map((budget) => compileShared(budget, compiled, priorityOf)));
  return budgets.length === 0 ? {} : { budgets };
}

function compileShared(
  { name, pools, limitWatts, governor }: SharedBudget,
  compiled: readonly BudgetedPool[],
  priorityOf: (group: number) => number,
): CompiledBudget {
  const members = compiled
    .filter((pool) => pools.includes(pool.name))
    .flatMap(({ firstReplica, replicas, group }) =>
      Array.from({ length: replicas }, (_, i) => ({
        replica: firstReplica + i,
        priority: priorityOf(group),
      })),
    );
  return {
    name,
    replicas: members.map(({ replica }) => replica),
    priorities: members.map(({ priority }) => priority),
    limitWatts,
    governor,
  };
}

/** By group, the highest priority of those who need it: for prompts, answers or images, for a call of their strategy, or as one of those that they are routed to. */
function highestPriorities(
  workloads: readonly Prioritised[],
  groups: readonly Linked[],
  rollout: Succeeding | undefined,
): (group: number) => number {
  const highest = new Map<number, number>();
  const priorityOf = (group: number) => highest.get(group) ?? -Infinity;
  const raise = (group: number, priority: number): void => {
    if (priority <= priorityOf(group)) return;
    highest.set(group, priority);
    const decoding = groups[group]?.handOff?.group;
    if (decoding !== undefined) raise(decoding, priority);
    if (group === rollout?.groups.stable) raise(rollout.groups.candidate, priority);
    for (const [encoding, { embeddings }] of groups.entries()) {
      if (embeddings?.group === group) raise(encoding, priority);
    }
  };
  for (const { group, priority, strategy, routes } of workloads) {
    raise(group, priority);
    for (const tier of strategy?.tiers ?? routes?.tiers ?? [])
      if (tier.group !== null) raise(tier.group, priority);
  }
  return priorityOf;
}

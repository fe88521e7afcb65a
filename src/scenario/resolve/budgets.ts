import type { SharedBudget } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import { checkSharedBudget } from '../rules/shared-budget.ts';
import { touches } from '../salvage.ts';
import type { RawSharedBudget } from '../schema/power.ts';
import { checkThresholds } from './governor.ts';
import type { ResolvedPool } from './pool.ts';

/** Keys of a pool that the power of its accelerators depends on. */
const involved = [
  'accelerator',
  'power',
  'replicas',
  'role',
  'parallelism',
  'serves',
  'engine',
  'autoscaling',
];

/** Completes `budgets`; those that name a pool which there is not are left out, after an issue. */
export function resolveBudgets(
  raw: readonly RawSharedBudget[],
  parts: readonly ResolvedPool[],
  reporter: Reporter,
): readonly SharedBudget[] {
  const taken = new Set(parts.map(({ pool }) => pool.name));
  return raw.flatMap((item, index) => {
    const path = ['budgets', index];
    const { name, policy, budget, window, reaction, low, high } = item;
    if (taken.has(name)) {
      const message = `a pool or another budget is called ${name}`;
      reporter.error([...path, 'name'], message, 'rename one of the two');
    }
    taken.add(name);
    checkThresholds(item, path, reporter);
    const all = parts.map(({ pool }) => pool.name);
    if (item.pools === undefined) reporter.useDefault([...path, 'pools'], all);
    const pools = [...new Set(item.pools ?? all)].sort();
    const unknown = pools.filter((each) => !all.includes(each));
    for (const each of unknown) {
      const fix = `use one of ${all.join(', ')}`;
      reporter.error([...path, 'pools'], `there is no pool ${each}`, fix);
    }
    if (unknown.length > 0) return [];
    const governor = { policy, windowSeconds: window, reactionSeconds: reaction, low, high };
    const shared = { name, pools, limitWatts: budget, governor };
    const own = parts.filter(({ pool }) => pools.includes(pool.name));
    if (own.every(({ wrong }) => !touches(wrong, involved))) {
      checkSharedBudget(
        shared,
        own.map(({ pool }) => pool),
        path,
        reporter,
      );
    }
    return [shared];
  });
}

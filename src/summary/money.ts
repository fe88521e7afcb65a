import type { PoolRental } from '../record/totals.ts';
import type { SummaryInput } from './input.ts';
import type { Cost } from './run-summary.ts';
import { sharesJoules } from './window-share.ts';

/** What a run cost, and how that falls to requests; the one place that fills `cost` and `tails.requestUsd`. */
export interface Money {
  /** Over the window. */
  readonly windowUsd: number;
  /**
   * What a dollar of the time of steps that a request of this workload owns (column `usd` of requests) stands for: what the
   * pools that it asks cost in the whole run, idle time included, ÷ what the time of their steps costs. Null where they ran
   * none.
   */
  idleFactor(workload: number): number | null;
}

/** Groups that a pool serves: one for each of its models. */
function groupsOf(pool: SummaryInput['compiled']['pools'][number] | undefined): readonly number[] {
  if (pool === undefined) return [];
  return pool.engines?.map(({ group }) => group) ?? [pool.group];
}

/** Null where nobody says what the fleet costs. */
export function moneyOf({ compiled, totals }: SummaryInput): Money | null {
  const { rental } = totals;
  if (rental === undefined) return null;
  const sum = (of: (pool: PoolRental) => number, groups: ReadonlySet<number> | null) =>
    rental.reduce((all, pool, i) => {
      const counts = groups === null || groupsOf(compiled.pools[i]).some((g) => groups.has(g));
      return counts ? all + of(pool) : all;
    }, 0);
  return {
    windowUsd: sum(({ windowUsd }) => windowUsd, null),
    idleFactor(workload) {
      const { group = -1, routes, strategy } = compiled.workloads[workload] ?? {};
      const tiers = strategy?.tiers ?? routes?.tiers;
      const asked = tiers?.map((tier) => tier.group ?? -1) ?? [group];
      const groups = new Set(
        asked.flatMap((each) => [each, compiled.groups[each]?.handOff?.group ?? each]),
      );
      const stepUsd = sum((pool) => pool.stepUsd, groups);
      const usd = sum(({ totalUsd }) => totalUsd, groups);
      if (stepUsd > 0) return usd / stepUsd;
      // what costs nothing costs nothing with its idle time
      return usd === 0 ? 1 : null;
    },
  };
}

/** The factor of these workloads; null where they differ, whose requests then have no common distribution. */
export function commonIdleFactor(money: Money | null, workloads: readonly number[]): number | null {
  if (money === null) return null;
  const factors = new Set(workloads.map((workload) => money.idleFactor(workload)));
  const [factor, ...others] = factors;
  return others.length > 0 ? null : (factor ?? null);
}

export const noCost: Cost = { usdPerRequest: null, usdPerMillionOutputTokens: null };

/** Cost of so many USD for measured completed requests and their output tokens. */
export function costOf(
  usd: number | null,
  { completed, outputTokens }: { readonly completed: number; readonly outputTokens: number },
): Cost {
  if (usd === null) return noCost;
  return {
    usdPerRequest: completed > 0 ? usd / completed : null,
    usdPerMillionOutputTokens: outputTokens > 0 ? (1e6 * usd) / outputTokens : null,
  };
}

/** Of the whole run: what was billed in the window, as `energy` divides its joules. */
export function runCost(money: Money | null, { totals, metrics }: SummaryInput): Cost {
  const { startSeconds, endSeconds, completions } = totals.window;
  const stands = endSeconds > startSeconds && sharesJoules(completions, metrics.all.completed);
  return costOf(money === null || !stands ? null : money.windowUsd, metrics.all);
}

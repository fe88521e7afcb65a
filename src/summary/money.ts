import type { PoolRental } from '../record/totals.ts';
import type { SummaryInput } from './input.ts';
import type { Cost } from './run-summary.ts';
import { sharesJoules } from './window-share.ts';

/** What a run cost, and how that falls to requests; the one place that fills `cost` and `tails.requestUsd`. */
export interface Money {
  /** Over the window. */
  readonly windowUsd: number;
  /**
   * USD that a joule attributed to a request of this workload stands for: what the pools that it asks cost in the whole
   * run, idle time included, ÷ the joules of their steps. Null where they ran none.
   */
  usdPerJoule(workload: number): number | null;
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
    usdPerJoule(workload) {
      const { group = -1, routes, strategy } = compiled.workloads[workload] ?? {};
      const tiers = strategy?.tiers ?? routes?.tiers;
      const asked = tiers?.map((tier) => tier.group ?? -1) ?? [group];
      const groups = new Set(
        asked.flatMap((each) => [each, compiled.groups[each]?.handOff?.group ?? each]),
      );
      const joules = sum(({ stepJoules }) => stepJoules, groups);
      return joules > 0 ? sum(({ totalUsd }) => totalUsd, groups) / joules : null;
    },
  };
}

/** The factor of these workloads; null where they differ, whose requests then have no common distribution. */
export function commonUsdPerJoule(
  money: Money | null,
  workloads: readonly number[],
): number | null {
  if (money === null) return null;
  const factors = new Set(workloads.map((workload) => money.usdPerJoule(workload)));
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

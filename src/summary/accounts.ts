import type { ClassSamples } from '../record/class-samples.ts';
import type { SummaryInput } from './input.ts';
import { costOf, type Money, noCost, runCost } from './money.ts';
import { emptyBlock, percentileBlock } from './percentiles.ts';
import type { Carbon, ClassSummary, Cost } from './run-summary.ts';
import { sharesJoules } from './window-share.ts';

/** What requests cost and emitted in a facility; where accelerators are rented, money.ts has the cost. */
export interface Accounts {
  readonly cost: Cost;
  readonly carbon: Carbon;
  readonly requestUsd: ClassSummary['tails']['requestUsd'];
}

const ratio = (a: number, b: number): number | null => (b > 0 && Number.isFinite(a) ? a / b : null);

/**
 * Of a workload: what its measured completed requests were charged with, × total ÷ charged of the whole run (what is
 * idle, or was lost, is everybody's), ÷ their number. All null without a facility.
 */
export function classAccounts({ totals }: SummaryInput, collected: ClassSamples): Accounts {
  const { accounts, completed } = collected;
  const { facility } = totals;
  if (facility === undefined) {
    return { cost: noCost, carbon: { gramsPerRequest: null }, requestUsd: null };
  }
  const { wholeRun, charged } = facility;
  const usdFactor = ratio(wholeRun.energyUsd + wholeRun.ownedUsd, charged.usd) ?? Number.NaN;
  const gramsFactor =
    ratio(wholeRun.operationalGrams + wholeRun.embodiedGrams, charged.grams) ?? Number.NaN;
  const usd = (accounts?.usdSum ?? 0) * usdFactor;
  const grams = (accounts?.gramsSum ?? 0) * gramsFactor;
  return {
    cost: costOf(Number.isNaN(usd) ? null : usd, collected),
    carbon: { gramsPerRequest: ratio(grams, completed) },
    requestUsd: accounts === null ? emptyBlock : percentileBlock(accounts.usd),
  };
}

/**
 * Of the run: dollars and grams of the window, idle included, ÷ measured completed requests, as joules are. What is
 * rented costs its rent; else what is owned costs, with its energy.
 */
export function runAccounts(
  input: SummaryInput,
  money: Money | null,
): Pick<Accounts, 'cost' | 'carbon'> {
  const { totals, metrics } = input;
  const { facility, startSeconds, endSeconds, completions } = totals.window;
  const { completed } = metrics.all;
  const hasWindow = endSeconds > startSeconds && sharesJoules(completions, completed);
  if (facility === undefined || !hasWindow) {
    return { cost: runCost(money, input), carbon: { gramsPerRequest: null } };
  }
  const usd = facility.energyUsd + facility.ownedUsd;
  const grams = facility.operationalGrams + facility.embodiedGrams;
  return {
    cost:
      money === null ? costOf(Number.isNaN(usd) ? null : usd, metrics.all) : runCost(money, input),
    carbon: { gramsPerRequest: ratio(grams, completed) },
  };
}

/** Why figures beyond the accelerators are null, one sentence each. */
export function accountWarnings({ compiled, totals }: SummaryInput): string[] {
  if (totals.facility === undefined) {
    return [
      'carbon, energy.itJoules, energy.facilityJoules and energy.pue are null: no facility is stated, and figures end at the accelerators',
    ];
  }
  if (totals.rental !== undefined) {
    return ['facility.tco and the column usd of requests are null: accelerators are rented'];
  }
  const unknown = compiled.pools.filter(
    (_, pool) => compiled.facility?.pools[pool]?.ownedUsd === null,
  );
  if (unknown.length === 0) return [];
  const names = unknown.map(({ name }) => name).join(', ');
  return [
    `cost, tails.requestUsd and facility.tco are null: no price of a node of ${names} is known; state pools[].node.price`,
  ];
}

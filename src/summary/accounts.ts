import type { ClassSamples } from '../record/class-samples.ts';
import type { SummaryInput } from './input.ts';
import { commonIdleFactor, costOf, type Money, noCost, runCost } from './money.ts';
import { emptyBlock, percentileBlock, scaledBlock } from './percentiles.ts';
import type { Carbon, ClassSummary, Cost } from './run-summary.ts';
import { sharesJoules } from './window-share.ts';

/** What requests cost and emitted. */
export interface Accounts {
  readonly cost: Cost;
  readonly carbon: Carbon;
  readonly requestUsd: ClassSummary['tails']['requestUsd'];
}

const ratio = (a: number, b: number): number | null => (b > 0 && Number.isFinite(a) ? a / b : null);

/**
 * Of some workloads: what their measured completed requests were charged with, × total ÷ charged of the whole run (what is
 * idle, or was lost, is everybody's), ÷ their number. All null where nobody says what the fleet costs.
 */
export function classAccounts(
  input: SummaryInput,
  collected: ClassSamples,
  workloads: readonly number[],
  money: Money | null,
): Accounts {
  const carbon = carbonOf(input, collected);
  if (money !== null) return { ...rentOf(collected, commonIdleFactor(money, workloads)), carbon };
  const { accounts } = collected;
  const { facility } = input.totals;
  if (facility === undefined) return { cost: noCost, carbon, requestUsd: null };
  const { wholeRun, charged } = facility;
  const factor = ratio(wholeRun.energyUsd + wholeRun.ownedUsd, charged.usd) ?? Number.NaN;
  const usd = (accounts?.usdSum ?? 0) * factor;
  return {
    cost: costOf(Number.isNaN(usd) ? null : usd, collected),
    carbon,
    requestUsd: accounts === null ? emptyBlock : percentileBlock(accounts.usd),
  };
}

/** Of rented accelerators; the factor is null where these workloads have none in common. */
function rentOf(collected: ClassSamples, factor: number | null): Omit<Accounts, 'carbon'> {
  const { accounts } = collected;
  if (factor === null) return { cost: noCost, requestUsd: null };
  if (accounts === null) return { cost: noCost, requestUsd: emptyBlock };
  return {
    cost: costOf(accounts.usdSum * factor, collected),
    requestUsd: scaledBlock(percentileBlock(accounts.usd), factor),
  };
}

function carbonOf({ totals }: SummaryInput, { accounts, completed }: ClassSamples): Carbon {
  const { facility } = totals;
  if (facility === undefined) return { gramsPerRequest: null };
  const { wholeRun, charged } = facility;
  const factor =
    ratio(wholeRun.operationalGrams + wholeRun.embodiedGrams, charged.grams) ?? Number.NaN;
  return { gramsPerRequest: ratio((accounts?.gramsSum ?? 0) * factor, completed) };
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
    return ['facility.tco is null: accelerators are rented'];
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

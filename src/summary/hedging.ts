import type { SummaryInput } from './input.ts';

/** What clients came to who send a request once more when its first token does not come in time; over the whole run. */
export interface HedgingSummary {
  /** Requests of those workloads that were sent to another replica, too, ÷ all of theirs. */
  readonly hedgedShare: number | null;
  /** Of those, the ones to which another copy than the first had the first token. */
  readonly wonShare: number | null;
  /** Copies that were sent beside the first. */
  readonly copies: number;
  /** Accelerator joules and tokens of copies that answered nobody, and their share of the joules of all steps. */
  readonly joules: number;
  readonly joulesShare: number | null;
  readonly outputTokens: number;
  /** Where accelerators are rented: their part of the time of steps, priced as column `usd` of requests, which lacks it. */
  readonly usd?: number;
}

export function hedgingOf({ compiled, totals }: SummaryInput): { hedging?: HedgingSummary } {
  const { hedges, copies, rental, wholeRun } = totals;
  if (hedges === undefined) return {};
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const ratio = (a: number, b: number) => (b > 0 ? a / b : null);
  const hedged = sum(hedges.hedged);
  const offered = totals.outcomes.map((counts, workload) =>
    compiled.workloads[workload]!.hedge === undefined ? 0 : sum(counts),
  );
  const joules = copies?.hedgeJoules ?? 0;
  return {
    hedging: {
      hedgedShare: ratio(hedged, sum(offered)),
      wonShare: ratio(sum(hedges.won), hedged),
      copies: hedges.copies,
      joules,
      joulesShare: ratio(joules, wholeRun.attributedJoules),
      outputTokens: copies?.hedgeOutputTokens ?? 0,
      ...(rental !== undefined && { usd: copies?.hedgeUsd ?? 0 }),
    },
  };
}

/** The figures of hedging as rows: name, value, unit. */
export function hedgingFigures(
  hedging: HedgingSummary,
): readonly (readonly [metric: string, value: number | null, unit: string | null])[] {
  return [
    ['hedged_share', hedging.hedgedShare, null],
    ['hedge_won_share', hedging.wonShare, null],
    ['hedge_copies', hedging.copies, null],
    ['hedge_joules', hedging.joules, 'J'],
    ['hedge_joules_share', hedging.joulesShare, null],
    ['hedge_output_tokens', hedging.outputTokens, null],
    ...(hedging.usd === undefined ? [] : [['hedge_usd', hedging.usd, 'USD'] as const]),
  ];
}

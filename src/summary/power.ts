import type { PowerTotals } from '../record/totals.ts';

/** What budgets of power came to, and the heat of chips. */
export interface PowerSummary {
  /** Highest mean power ÷ limit over the budgets. */
  readonly peakShare: number;
  /** Mean over the budgets of the share of the run in which boards were slowed down for them. */
  readonly governedShare: number;
  /** When that began first; null where it never did. */
  readonly firstGovernedSeconds: number | null;
  /** Σ over budgets of ∫ what their mean power was above the limit, and the longest time that one was. */
  readonly overshootJoules: number;
  readonly longestOvershootSeconds: number;
  readonly budgets: PowerTotals['budgets'];
  /** The budgets that slowed boards down, whichever did so for longest first; empty where none did. */
  readonly bound: readonly {
    readonly name: string;
    /** Share of the run, and when it began. */
    readonly share: number;
    readonly firstSeconds: number;
  }[];
  /** Absent where nobody asks for temperatures. */
  readonly heat?: NonNullable<PowerTotals['heat']>;
}

export function powerOf(totals: PowerTotals, simulatedSeconds: number): PowerSummary {
  const { budgets, heat } = totals;
  const most = (of: (budget: PowerTotals['budgets'][number]) => number) =>
    budgets.reduce((top, budget) => Math.max(top, of(budget)), 0);
  const sum = (of: (budget: PowerTotals['budgets'][number]) => number) =>
    budgets.reduce((total, budget) => total + of(budget), 0);
  const first = budgets.reduce(
    (least, { firstGovernedSeconds }) => Math.min(least, firstGovernedSeconds ?? Infinity),
    Infinity,
  );
  const length = budgets.length * simulatedSeconds;
  return {
    peakShare: most(({ peakWatts, limitWatts }) => peakWatts / limitWatts),
    governedShare: length > 0 ? sum(({ governedSeconds }) => governedSeconds) / length : 0,
    firstGovernedSeconds: Number.isFinite(first) ? first : null,
    overshootJoules: sum(({ overshootJoules }) => overshootJoules),
    longestOvershootSeconds: most(({ longestOvershootSeconds }) => longestOvershootSeconds),
    budgets,
    bound: boundOf(totals, simulatedSeconds),
    ...(heat && { heat }),
  };
}

function boundOf({ budgets }: PowerTotals, simulatedSeconds: number): PowerSummary['bound'] {
  return budgets
    .flatMap(({ name, governedSeconds, firstGovernedSeconds: firstSeconds }) => {
      const share = simulatedSeconds > 0 ? governedSeconds / simulatedSeconds : 0;
      return firstSeconds === undefined ? [] : [{ name, share, firstSeconds }];
    })
    .sort((a, b) => b.share - a.share);
}

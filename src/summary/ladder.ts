import type { LadderTotals } from '../record/ladder-totals.ts';

/** What a workload fell back on while its deadline was missed. */
export interface LadderFigures {
  /** Times that it went one rung down, over the whole run. */
  readonly descents: number;
  /** Measured requests that nobody was to answer, which are missed ones, too. */
  readonly skipped: number;
  /** Σ over rungs of the accuracy × the answers in time, ÷ measured requests; null where no accuracy is stated. */
  readonly accuracyInTime: number | null;
  /** From the top down. */
  readonly rungs: readonly {
    readonly rung: string;
    /** Of the measured requests, those of this rung, skipped ones included; and of these, what was answered in time. */
    readonly share: number | null;
    readonly inTimeShare: number | null;
    /** As the scenario states it; null where it does not. */
    readonly accuracy: number | null;
  }[];
}

/** Names and accuracies of rungs, as compiled. */
export interface SummarizedLadder {
  readonly rungs: readonly { readonly name: string; readonly accuracy: number | null }[];
}

/** The figures of a ladder whose rungs are `of`. */
export function ladderOf(
  { descents, skipped, rungs }: LadderTotals,
  of: SummarizedLadder,
): LadderFigures {
  const all = rungs.reduce((sum, { requests }) => sum + requests, 0);
  const ratio = (value: number, total: number) => (total > 0 ? value / total : null);
  const figures = of.rungs.map(({ name, accuracy }, i) => {
    const { requests, inTime } = rungs[i] ?? { requests: 0, inTime: 0 };
    const share = ratio(requests, all);
    return { rung: name, share, inTimeShare: ratio(inTime, requests), accuracy, inTime };
  });
  const states = figures.every(({ accuracy }) => accuracy !== null);
  const right = figures.reduce((sum, { inTime, accuracy }) => sum + inTime * (accuracy ?? 0), 0);
  return {
    descents,
    skipped,
    accuracyInTime: states ? ratio(right, all) : null,
    rungs: figures.map(({ inTime: _, ...figure }) => figure),
  };
}

/** The figures of a ladder as rows: name and value; none without one. */
export function ladderFigures(ladder: LadderFigures | undefined): [string, number | null][] {
  if (ladder === undefined) return [];
  const { descents, skipped, accuracyInTime, rungs } = ladder;
  return [
    ['descents', descents],
    ['skipped_requests', skipped],
    ...(accuracyInTime === null
      ? []
      : [['accuracy_in_time', accuracyInTime] satisfies [string, number]]),
    ...rungs.flatMap(({ share, inTimeShare }, i): [string, number | null][] => [
      [`rung_${i}_share`, share],
      [`rung_${i}_in_time_share`, inTimeShare],
    ]),
  ];
}

import type { ComparedSweeps } from '../summary/comparison.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import type { AxisLevel, SweepMetricComparison } from '../summary/sweep-comparison.ts';
import { pointLevels } from './axis-levels.ts';
import { sidesText } from './compared-sides.ts';
import { metricDistance, signed, signedRatio } from './differences.ts';
import { whole } from './numbers.ts';
import { shortNames } from './sweep-text.ts';
import { textTable } from './text-table.ts';

/** What two sweeps allow to say, a sentence for each figure that is shown. */
export function sweepSentences({ metrics }: ComparedSweeps): readonly string[] {
  return shownSweepMetrics(metrics).map(({ of, phrase }) => {
    const { better, worse, higher, lower, same, undecided, unknown } = of.verdicts;
    const parts = [
      [better, 'better'],
      [worse, 'worse'],
      [higher, 'higher'],
      [lower, 'lower'],
      [same, 'the same'],
      [undecided, 'not shown to differ'],
    ] as const;
    const told = parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${word} at ${whole(count)}`);
    if (unknown > 0) {
      told.push(
        `of unknown error at ${whole(unknown)} (${whole(of.higher)} higher, ${whole(of.lower)} lower)`,
      );
    }
    const median =
      of.medianRelative === null ? '' : `; the median is ${signedRatio(of.medianRelative)}`;
    return `B's ${phrase}, over ${whole(of.points)} points, is ${told.join(', ')}${median}.`;
  });
}

function shownSweepMetrics(metrics: readonly SweepMetricComparison[]) {
  return shownMetrics.flatMap(({ name, label, phrase }) => {
    const of = metrics.find(({ metric }) => metric === name);
    return of === undefined ? [] : [{ of, label, phrase }];
  });
}

export function sweepComparisonText(comparison: ComparedSweeps): string {
  const { a, b, metrics, warnings } = comparison;
  const blocks = [
    sidesText(a, b),
    matchText(comparison),
    countsText(metrics),
    largestText(comparison),
    warnings.map((warning) => `  note: ${warning}`).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Points that are named one by one. */
const mostNamed = 3;

function matchText(comparison: ComparedSweeps): string {
  const { matched, onlyA, onlyB, overloaded, paired, pairingReason } = comparison;
  const named = (side: string, points: readonly (readonly AxisLevel[])[]) => {
    if (points.length === 0) return [];
    const shown = points.slice(0, mostNamed).map((levels) => levelsText(levels, comparison));
    const more = points.length > mostNamed ? '; …' : '';
    return [`  ${whole(points.length)} only in ${side}: ${shown.join('; ')}${more}`];
  };
  const lines = [
    `${whole(matched)} points in common`,
    ...named('A', onlyA),
    ...named('B', onlyB),
    ...(overloaded > 0
      ? [`  ${whole(overloaded)} of them overloaded in A or B: left out of latencies`]
      : []),
    `${paired ? 'paired' : 'not paired'}: ${pairingReason}`,
  ];
  return lines.join('\n');
}

function levelsText(levels: readonly AxisLevel[], { axes }: Pick<ComparedSweeps, 'axes'>): string {
  const names = shortNames(axes.map(({ path }) => path));
  return pointLevels(
    levels,
    names,
    axes.map(({ unit }) => unit),
  );
}

function countsText(metrics: readonly SweepMetricComparison[]): string {
  const rows = shownSweepMetrics(metrics).map(({ of, label }) => [
    label,
    whole(of.points),
    whole(of.verdicts.better),
    whole(of.verdicts.worse),
    whole(of.verdicts.undecided),
    whole(of.verdicts.same),
    whole(of.verdicts.unknown),
    signedRatio(of.medianRelative),
  ]);
  const head = [
    'points at which B is',
    'all',
    'better',
    'worse',
    'undecided',
    'same',
    'unknown',
    'median',
  ];
  return textTable(head, rows);
}

function largestText(comparison: ComparedSweeps): string {
  const lines = shownSweepMetrics(comparison.metrics).flatMap(({ of, label }) => {
    const [point] = of.largest;
    if (point === undefined || point.difference === 0) return [];
    const apart = signed(point.difference, metricDistance(point.difference, of));
    const verdict = point.verdict === null ? '' : `, ${point.verdict}`;
    const where = levelsText(point.levels, comparison);
    return [[label, `${signedRatio(point.relative)} (${apart}${verdict})`, where]];
  });
  return lines.length === 0 ? '' : textTable(['largest difference', '', 'at'], lines, [0, 1, 2]);
}

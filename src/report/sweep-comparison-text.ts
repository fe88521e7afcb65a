import type { ComparedSweeps } from '../summary/comparison.ts';
import { copiesReason } from '../summary/copies.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import type { AxisLevel, SweepMetricComparison } from '../summary/sweep-comparison.ts';
import { pointLevels } from './axis-levels.ts';
import { sidesText } from './compared-sides.ts';
import { metricDistance, signed, signedRatio, signedSpan } from './differences.ts';
import { missing, whole } from './numbers.ts';
import { scenarioDifferencesText } from './scenario-differences-text.ts';
import { shortNames } from './sweep-axes.ts';
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
      const sides = `${whole(of.higher)} higher, ${whole(of.lower)} lower`;
      // Counts of all points: of the unknown ones only where no other differs.
      const which = of.higher + of.lower === unknown ? ` (${sides})` : '';
      told.push(`apart at ${whole(unknown)}${which} by what nothing tells from chance`);
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
  const { a, b, metrics, scenarioDifferences, warnings } = comparison;
  const blocks = [
    sidesText(a, b),
    scenarioDifferences === null ? '' : scenarioDifferencesText(scenarioDifferences),
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
  const { matched, onlyA, onlyB, overloaded, failed, single, copied, paired, pairingReason } =
    comparison;
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
    ...(failed > 0
      ? [`  ${whole(failed)} of them failed in A or B: nothing of them can be compared`]
      : []),
    ...(single > 0
      ? [
          `  ${whole(single)} of them with one replication in A or B, which tells no difference from chance: sweep with --replications 5`,
        ]
      : []),
    ...(copied > 0
      ? [
          `  ${whole(copied)} of them with replications that are copies of each other: ${copiesReason}`,
        ]
      : []),
    ...(single + failed < matched ? [`${paired ? 'paired' : 'not paired'}: ${pairingReason}`] : []),
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
    const interval = point.interval === null ? missing : signedSpan(point.interval, of);
    const where = levelsText(point.levels, comparison);
    return [[label, `${signedRatio(point.relative)} (${apart}${verdict})`, interval, where]];
  });
  if (lines.length === 0) return '';
  const table = textTable(['largest difference', '', 'interval', 'at'], lines, [0, 1, 2, 3]);
  if (lines.every(([, , interval]) => interval === missing)) return table;
  return `${table}\n  interval: one without 0 is a difference; of those of a row that are, 5 % are expected to miss at most`;
}

import type { ComparedRuns, ResultsComparison } from '../summary/comparison.ts';
import type { Pairing } from '../summary/pairing.ts';
import type { MetricComparison, Verdict } from '../summary/run-comparison.ts';
import { sidesText } from './compared-sides.ts';
import { isSteady, runSentences, shownComparisons } from './comparison-sentences.ts';
import { metricDistance, metricValue, signed, signedRatio, signedSpan } from './differences.ts';
import { figure, missing, percent } from './numbers.ts';
import { scenarioDifferencesText } from './scenario-differences-text.ts';
import { sweepComparisonText, sweepSentences } from './sweep-comparison-text.ts';
import { textTable } from './text-table.ts';

/** What the comparison allows to say, in sentences; the JSON document carries them too. */
export function comparisonSentences(comparison: ResultsComparison): readonly string[] {
  return comparison.kind === 'runs' ? runSentences(comparison) : sweepSentences(comparison);
}

/** Two results side by side, as people read them. */
export function comparisonText(comparison: ResultsComparison): string {
  return comparison.kind === 'runs'
    ? runComparisonText(comparison)
    : sweepComparisonText(comparison);
}

function runComparisonText(comparison: ComparedRuns): string {
  const { a, b, pairing, warnings } = comparison;
  const blocks = [
    sidesText(a, b),
    scenarioDifferencesText(comparison.scenarioDifferences),
    pairingText(pairing),
    metricsText(comparison),
    runSentences(comparison).join('\n'),
    warnings.map((warning) => `  note: ${warning}`).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function pairingText({ method, reason }: Pairing): string {
  if (method === 'none') return `no intervals: ${reason}`;
  const word = method.startsWith('paired') ? 'paired' : 'not paired';
  return `${word}: ${reason}`;
}

/** What the intervals promise, and that the verdicts say the same. */
function intervalNote(judged: number, level: number): string {
  if (judged === 1) return '  interval: 95 %; one without 0 is a difference';
  return `  interval: the ${judged} of them hold all together with 95 % (each by itself with ${percent(level)}); one without 0 is a difference`;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  higher: 'higher',
  lower: 'lower',
  same: 'the same',
  undecided: 'undecided',
};

function verdictText(of: MetricComparison): string {
  if (of.verdict !== null) return verdictWords[of.verdict];
  if (!isSteady(of)) return missing;
  return `${(of.difference ?? 0) > 0 ? 'higher' : 'lower'} by always the same`;
}

function metricsText({ metrics, shownLevel }: ComparedRuns): string {
  const compared = shownComparisons(metrics);
  const isPaired = compared.some(({ of }) => of.varianceReduction !== null);
  const rows = compared.map(({ of, label }) => [
    label,
    metricValue(of.a, of),
    metricValue(of.b, of),
    of.difference === null ? missing : signed(of.difference, metricDistance(of.difference, of)),
    signedRatio(of.relative),
    of.interval === null ? missing : signedSpan(of.interval, of),
    verdictText(of),
    ...(isPaired
      ? [of.varianceReduction === null ? missing : `${figure(of.varianceReduction)}×`]
      : []),
  ]);
  const head = ['', 'A', 'B', 'B − A', 'relative', 'interval', 'B is'];
  const judged = compared.filter(({ of }) => of.interval !== null).length;
  const notes = [
    ...(judged > 0 ? [intervalNote(judged, shownLevel)] : []),
    ...(isPaired
      ? ['  saved: (var A + var B) ÷ var(B − A), what pairing takes off the variance']
      : []),
  ];
  return [textTable(isPaired ? [...head, 'saved'] : head, rows, [0, 6]), ...notes].join('\n');
}

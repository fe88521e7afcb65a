import type { ComparedRuns } from '../summary/comparison.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import type { Pairing } from '../summary/pairing.ts';
import { comparisonLevel, type MetricComparison } from '../summary/run-comparison.ts';
import { metricDistance, ratio, signed, signedRatio, signedSpan } from './differences.ts';
import { span, whole } from './numbers.ts';

/** What the figures of two runs allow to say, a sentence each; the first sums the others up. */
export function runSentences({ metrics, pairing }: ComparedRuns): readonly string[] {
  const shown = shownComparisons(metrics);
  if (metrics.every(({ difference }) => difference === null || difference === 0)) {
    return ['A and B are the same in every figure.'];
  }
  const differing = shown.filter(({ of }) => of.difference !== null && of.verdict !== 'same');
  const compared = shown.filter(({ of }) => of.pValue !== null).length;
  const decided = differing.filter(({ of }) => of.verdict !== null && of.verdict !== 'undecided');
  const undecided = differing.filter(({ of }) => of.verdict === 'undecided');
  const steady = differing.filter(({ of }) => isSteady(of));
  const unknown = differing.filter(({ of }) => of.verdict === null && !isSteady(of));
  return [
    overall(shown.map(({ of }) => of)),
    ...decided.map(({ of, phrase }) => decidedSentence(of, phrase, pairing)),
    ...steady.map(({ of, phrase }) => steadySentence(of, phrase, pairing)),
    ...undecided.map(({ of, phrase }) => undecidedSentence(of, phrase, compared)),
    ...unknownSentence(unknown),
  ];
}

/** The shown metrics in their order, each with its words. */
export function shownComparisons(metrics: readonly MetricComparison[]) {
  return shownMetrics.flatMap(({ name, label, phrase }) => {
    const of = metrics.find(({ metric }) => metric === name);
    return of === undefined ? [] : [{ of, label, phrase }];
  });
}

function overall(shown: readonly MetricComparison[]): string {
  const of = (...verdicts: readonly MetricComparison['verdict'][]) =>
    shown.filter(({ verdict, difference }) => difference !== null && verdicts.includes(verdict))
      .length;
  const parts = [
    [of('better'), 'better'],
    [of('worse'), 'worse'],
    [of('same'), 'the same'],
    [of('undecided', null) - shown.filter(isSteady).length, 'not shown to differ'],
    [shown.filter(isSteady).length, 'apart by always the same'],
  ] as const;
  const present = parts.filter(([count]) => count > 0);
  const compared = present.reduce((sum, [count]) => sum + count, 0);
  return `Of ${compared} figures, B's are ${present.map(([count, word]) => `${word} in ${count}`).join(', ')}.`;
}

/** Whether B differs from A by the same everywhere: then nothing tells the error. */
export function isSteady({ difference, standardError }: MetricComparison): boolean {
  return difference !== null && difference !== 0 && standardError === 0;
}

/** `B's median time to first token is 38 ms (12 %) above A's` */
function above({ metric, unit, difference, relative }: MetricComparison, phrase: string): string {
  const apart = difference ?? 0;
  const share = relative === null ? '' : ` (${ratio(relative)})`;
  const side = apart > 0 ? 'above' : 'below';
  return `B's ${phrase} is ${metricDistance(apart, { metric, unit })}${share} ${side} A's`;
}

function decidedSentence(of: MetricComparison, phrase: string, pairing: Pairing): string {
  const { difference, interval, verdict } = of;
  const side = verdict === 'better' || verdict === 'worse' ? `: ${verdict}` : '';
  if (interval === null || difference === null) return `${above(of, phrase)}${side}.`;
  // The interval of the distance that was named, so that it is positive where the difference is.
  const ends = difference > 0 ? interval : ([-interval[1], -interval[0]] as const);
  const [low, high] = ends.map((end) => (end < 0 ? '−' : '') + metricDistance(end, of));
  return `${above(of, phrase)} (95 % simultaneous interval ${span(low ?? '', high ?? '')}; ${basis(of, pairing)})${side}.`;
}

function steadySentence(of: MetricComparison, phrase: string, pairing: Pairing): string {
  const where = pairing.method.endsWith('sections') ? 'sections' : 'replications';
  return `${above(of, phrase)}, by the same in all ${of.count} ${where}: nothing in them moves it, so it has no interval.`;
}

/** What stands behind an interval: `5 paired replications`. */
export function basis({ count }: Pick<MetricComparison, 'count'>, pairing: Pairing): string {
  const [left, right] = pairing.replications;
  switch (pairing.method) {
    case 'paired-replications':
      return `${count} paired replications`;
    case 'independent-replications':
      return left === right ? `${left} replications of each` : `${left} and ${right} replications`;
    case 'paired-sections':
      return `${count} sections of the same requests`;
    case 'independent-sections':
      return `${count} sections of each run`;
    case 'none':
      return 'one run each';
  }
}

function undecidedSentence(of: MetricComparison, phrase: string, compared: number): string {
  const { relative, interval, a, pValue, adjustedPValue } = of;
  if (pValue !== null && pValue < 1 - comparisonLevel) {
    const adjusted = adjustedPValue === null ? '' : ` (adjusted p ${adjustedPValue.toFixed(2)})`;
    return `${above(of, phrase)} if looked at alone, but among ${compared} comparisons that may be chance${adjusted}.`;
  }
  const size = Math.abs(a ?? 0);
  const apart = of.difference ?? 0;
  // A ratio beyond 100 % tells nobody anything: then in the unit of the metric.
  const isWide = interval === null || Math.max(...interval.map(Math.abs)) >= size;
  const range = interval === null ? '' : ` (${signedSpan(interval, of)})`;
  const shown =
    interval === null || isWide
      ? `${signed(apart, metricDistance(apart, of))}${range}`
      : `${signedRatio(relative)} (${span(signedRatio(interval[0] / size), signedRatio(interval[1] / size))})`;
  return `No difference in ${withArticle(phrase)} can be shown: ${shown}${resolution(of)}.`;
}

/** Figures without an interval, in one sentence. */
function unknownSentence(
  unknown: readonly { readonly of: MetricComparison; readonly phrase: string }[],
): readonly string[] {
  if (unknown.length === 0) return [];
  const list = unknown.map(({ of, phrase }) => `${phrase} (${signedRatio(of.relative)})`);
  return [`Whether chance or not, these runs do not tell of ${list.join(', ')}.`];
}

/** `the mean waiting time`, but `throughput`. */
function withArticle(phrase: string): string {
  return /^(mean|median|share|99th) /.test(phrase) ? `the ${phrase}` : phrase;
}

/** How small a difference these replications, or how many of them, would show. */
function resolution({ replicationsForOnePercent: needed, count }: MetricComparison): string {
  if (needed === null) return '';
  if (needed <= count) return '; one of 1 % would most likely have been';
  return `; to show 1 % takes about ${whole(needed)} replications`;
}

import type { MetricBlock } from '../record/tables/metrics.ts';
import { statisticColumn } from '../record/tables/metrics.ts';
import type { Critical, Difference } from './paired.ts';
import { type SectionedStatistic, sectionedDifference } from './sections.ts';

/** Distributions that a run's requests give. */
export const seriesBlocks = ['ttft', 'tpot', 'e2e', 'queue', 'request_joules'] as const;
export type SeriesBlock = (typeof seriesBlocks)[number] & MetricBlock;

/** The requests of one run in order of arrival. */
export interface RequestSeries {
  readonly length: number;
  readonly arrivalSeconds: Float64Array;
  readonly promptTokens: Float64Array;
  /** Tokens that each answer would have had, had nothing stopped it. */
  readonly intendedOutputTokens: Float64Array;
  /** 1 where a request arrived after the warm-up. */
  readonly measured: Float64Array;
  /** Of measured completed requests; NaN for all others. */
  readonly values: Readonly<Record<SeriesBlock, Float64Array>>;
  /** 1 or 0 of measured requests; NaN for all others. */
  readonly sloMet: Float64Array;
}

/** What two runs have in common, request by request. */
export type CommonRequests = 'same-instants' | 'other-instants' | 'none';

/** Whether request i of both is the same: equal lengths, and equal arrivals or not. */
export function commonRequests(a: RequestSeries, b: RequestSeries): CommonRequests {
  const equal = (left: Float64Array, right: Float64Array) =>
    left.length === right.length && left.every((value, index) => value === right[index]);
  if (!equal(a.promptTokens, b.promptTokens)) return 'none';
  if (!equal(a.intendedOutputTokens, b.intendedOutputTokens)) return 'none';
  return equal(a.arrivalSeconds, b.arrivalSeconds) ? 'same-instants' : 'other-instants';
}

const statistics: readonly (readonly [
  'mean' | 'p50' | 'p90' | 'p95' | 'p99',
  SectionedStatistic,
])[] = [
  ['mean', 'mean'],
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
];

/**
 * Differences between two single runs by sections of their requests, by the name of their column. Paired, only requests
 * that both have measured take part.
 */
export function requestDifferences(
  a: RequestSeries,
  b: RequestSeries,
  options: { readonly critical: Critical; readonly paired: boolean },
): ReadonlyMap<string, Difference> {
  const differences = new Map<string, Difference>();
  const first = options.paired ? Math.max(firstMeasured(a), firstMeasured(b)) : null;
  const add = (
    column: string,
    values: (of: RequestSeries) => Float64Array,
    statistic: SectionedStatistic,
  ) => {
    // The warm-up's requests have no values: they would make the first section shorter than the others.
    const left = values(a).subarray(first ?? firstMeasured(a));
    const right = values(b).subarray(first ?? firstMeasured(b));
    const difference = sectionedDifference(left, right, statistic, options);
    if (difference !== null) differences.set(column, difference);
  };
  for (const block of seriesBlocks) {
    for (const [name, statistic] of statistics) {
      add(statisticColumn(block, name), (of) => of.values[block], statistic);
    }
  }
  add('slo_attainment', (of) => of.sloMet, 'mean');
  return differences;
}

function firstMeasured({ measured, length }: RequestSeries): number {
  const first = measured.indexOf(1);
  return first < 0 ? length : first;
}

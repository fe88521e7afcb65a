import { max, mean, quantile } from 'simple-statistics';
import { batchMeans, meanAndInterval } from '../base/statistics.ts';
import type { BatchedSketch } from '../record/batched-sketch.ts';
import type { Samples } from '../record/samples.ts';
import type { QuantileSketch } from '../record/sketch.ts';

/** Statistics of a distribution, in the order in which they are printed. */
export const quantileStatistics = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
} as const;
export type QuantileStatistic = keyof typeof quantileStatistics;

/** A 95 % interval: [low, high]. */
export type Interval = readonly [number, number];

/** Every figure is null when there is no sample. */
export interface PercentileBlock extends Readonly<Record<QuantileStatistic, number | null>> {
  readonly mean: number | null;
  readonly max: number | null;
  readonly count: number;
  /** Null where the samples are too few for an interval. */
  readonly ci: Readonly<Record<'mean' | QuantileStatistic, Interval | null>>;
}

/** Contiguous batches, in order of completion, that an interval is made of (contract: at least 30). */
export const INTERVAL_BATCHES = 32;

/** A batch of fewer values says nothing about its own mean; below 32 × this, intervals are null. */
const FEWEST_PER_BATCH = 10;

/** Samples from which intervals are given. */
export const FEWEST_FOR_INTERVALS = INTERVAL_BATCHES * FEWEST_PER_BATCH;

const LEVEL = 0.95;
const names = Object.keys(quantileStatistics) as QuantileStatistic[];
const shares = Object.values(quantileStatistics);

/** What a distribution without samples looks like. */
export const emptyBlock: PercentileBlock = {
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
  count: 0,
  ci: { mean: null, p50: null, p90: null, p95: null, p99: null, p999: null },
};

/** Block of a metric and class, exact (type 7 quantiles) or by its sketch. */
export function percentileBlock(samples: Samples): PercentileBlock {
  const values = samples.exact();
  if (values !== null) return exactBlock(values);
  return samples.sketch === null ? emptyBlock : sketchBlock(samples.sketch);
}

/** Block of values in order of completion. Quantiles are type 7 (numpy's default). */
export function exactBlock(values: Float64Array): PercentileBlock {
  if (values.length === 0) return emptyBlock;
  // simple-statistics takes any array; its types say number[].
  const array = values as unknown as number[];
  const at = (p: number[]): number[] => quantile(array, p);
  const quantiles = at(shares);
  const average = mean(array);
  const few = values.length < FEWEST_FOR_INTERVALS;
  return block(
    { mean: average, max: max(array), count: values.length, quantiles },
    few ? null : batchMeans(values, INTERVAL_BATCHES, LEVEL).halfWidth,
    few
      ? null
      : intervalsOfQuantiles(at, (index) => sharesOfBatches(values, quantiles[index] ?? 0)),
  );
}

/** Block of a sketch: quantiles within 0.5 %; mean, maximum and count are exact. */
export function sketchBlock(sketch: BatchedSketch): PercentileBlock {
  const total = sketch.total();
  if (total.count === 0) return emptyBlock;
  const at = (p: readonly number[]): number[] => p.map((share) => total.quantile(share));
  const quantiles = at(shares);
  const { batches } = sketch;
  const few = batches.length < INTERVAL_BATCHES;
  const batchMean = (batch: QuantileSketch) => batch.mean;
  return block(
    { mean: total.mean, max: total.max, count: total.count, quantiles },
    few ? null : meanAndInterval(batches.map(batchMean), LEVEL).halfWidth,
    few
      ? null
      : intervalsOfQuantiles(at, (index) =>
          batches.map((batch) => batch.shareUpTo(quantiles[index] ?? 0)),
        ),
  );
}

interface Figures {
  readonly mean: number;
  readonly max: number;
  readonly count: number;
  readonly quantiles: readonly number[];
}

function block(
  figures: Figures,
  meanHalfWidth: number | null,
  intervals: readonly (Interval | null)[] | null,
): PercentileBlock {
  const { mean, max, count, quantiles } = figures;
  const named = <T>(values: readonly T[]) =>
    Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<
      QuantileStatistic,
      T
    >;
  const meanInterval: Interval | null =
    meanHalfWidth === null ? null : [mean - meanHalfWidth, mean + meanHalfWidth];
  return {
    mean,
    ...named(quantiles),
    max,
    count,
    ci: { mean: meanInterval, ...named(intervals ?? names.map(() => null)) },
  };
}

/** Shares of the values of each contiguous batch that do not exceed `threshold`. */
function sharesOfBatches(values: Float64Array, threshold: number): number[] {
  const length = Math.floor(values.length / INTERVAL_BATCHES);
  const start = values.length - length * INTERVAL_BATCHES;
  const result: number[] = [];
  for (let batch = 0; batch < INTERVAL_BATCHES; batch += 1) {
    let below = 0;
    const from = start + batch * length;
    for (let i = from; i < from + length; i += 1) if (values[i]! <= threshold) below += 1;
    result.push(below / length);
  }
  return result;
}

/**
 * Intervals of quantiles of an autocorrelated series: the share of values at or below the quantile is a mean, so batch
 * means give the interval p ± h of that share, and the quantiles at its two ends are the interval of the quantile
 * (Heidelberger and Lewis, Operations Research 32, 1984, in the form that inverts the empirical distribution; it stays
 * right for batches that are too short to have a p99 of their own). Null where p + h reaches 1: then no
 * sample bounds the quantile from above.
 */
function intervalsOfQuantiles(
  quantilesAt: (shares: number[]) => number[],
  batchShares: (index: number) => readonly number[],
): (Interval | null)[] {
  const ends = shares.map((share, index): readonly [number, number] | null => {
    const byBatch = batchShares(index);
    const half = meanAndInterval(byBatch, LEVEL).halfWidth;
    if (half === null || share - half <= 0 || share + half >= 1) return null;
    return [share - half, share + half];
  });
  const wanted = ends.flatMap((end) => end ?? []);
  const values = wanted.length > 0 ? quantilesAt(wanted) : [];
  let next = 0;
  return ends.map((end) => {
    if (end === null) return null;
    next += 2;
    return [values[next - 2] ?? Number.NaN, values[next - 1] ?? Number.NaN] as const;
  });
}

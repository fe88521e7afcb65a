import { max, mean, quantile } from 'simple-statistics';
import { type Margins, skewedMargins, varianceInflation } from '../base/batch-margins.ts';
import { meansOfBatches } from '../base/statistics.ts';
import type { BatchedSketch } from '../record/batched-sketch.ts';
import type { Samples } from '../record/samples.ts';
import type { QuantileSketch } from '../record/sketch.ts';
import { quantileRanks } from './quantile-ranks.ts';

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

/** Block of values, none below 0, in order of completion. Quantiles are type 7 (numpy's default). */
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
    few ? null : meanMargins(meansOfBatches(values, INTERVAL_BATCHES)),
    few
      ? null
      : intervalsOfQuantiles(at, values.length, (index) =>
          sharesOfBatches(values, quantiles[index] ?? 0),
        ),
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
    few ? null : meanMargins(batches.map(batchMean)),
    few
      ? null
      : intervalsOfQuantiles(at, total.count, (index) =>
          batches.map((batch) => batch.shareUpTo(quantiles[index] ?? 0)),
        ),
  );
}

/** The block of the same samples, each `factor` (not below 0) times as large. */
export function scaledBlock(of: PercentileBlock, factor: number): PercentileBlock {
  const times = (value: number | null) => (value === null ? null : factor * value);
  const ends = (interval: Interval | null): Interval | null =>
    interval === null ? null : [factor * interval[0], factor * interval[1]];
  const { mean, p50, p90, p95, p99, p999, ...rest } = of;
  const { ci } = of;
  return {
    ...rest,
    mean: times(mean),
    p50: times(p50),
    p90: times(p90),
    p95: times(p95),
    p99: times(p99),
    p999: times(p999),
    max: times(of.max),
    ci: {
      mean: ends(ci.mean),
      p50: ends(ci.p50),
      p90: ends(ci.p90),
      p95: ends(ci.p95),
      p99: ends(ci.p99),
      p999: ends(ci.p999),
    },
  };
}

interface Figures {
  readonly mean: number;
  readonly max: number;
  readonly count: number;
  readonly quantiles: readonly number[];
}

function block(
  figures: Figures,
  margins: Margins | null,
  intervals: readonly (Interval | null)[] | null,
): PercentileBlock {
  const { mean, max, count, quantiles } = figures;
  const named = <T>(values: readonly T[]) =>
    Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<
      QuantileStatistic,
      T
    >;
  // No time, energy or count is below 0: what is cut off holds no truth.
  const meanInterval: Interval | null =
    margins === null ? null : [Math.max(0, mean - margins.below), mean + margins.above];
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

/** Margins of the mean of a series from the means of its batches, which are correlated and skewed a little. */
function meanMargins(batchMeans: ArrayLike<number>): Margins | null {
  return skewedMargins(batchMeans, LEVEL, varianceInflation(batchMeans));
}

/** Intervals of quantiles (quantile-ranks.ts); null where no sample bounds one from above. */
function intervalsOfQuantiles(
  quantilesAt: (shares: number[]) => number[],
  count: number,
  batchShares: (index: number) => readonly number[],
): (Interval | null)[] {
  const batched = shares.map((share, index) => ({ share, batchShares: batchShares(index) }));
  const ends = quantileRanks(batched, count, LEVEL);
  const wanted = ends.flatMap((end) => end ?? []);
  const values = wanted.length > 0 ? quantilesAt(wanted) : [];
  let next = 0;
  return ends.map((end) => {
    if (end === null) return null;
    next += 2;
    return [values[next - 2] ?? Number.NaN, values[next - 1] ?? Number.NaN] as const;
  });
}

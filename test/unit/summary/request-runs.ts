import { createStream } from '../../../src/base/random/stream.ts';
import type { RequestSeries } from '../../../src/summary/request-series.ts';

export interface SeriesOptions {
  readonly length?: number;
  /** Of lengths and arrivals. */
  readonly seed?: string;
  /** Added to every latency. */
  readonly slower?: number;
  /** Multiplies the gaps between arrivals. */
  readonly gaps?: number;
  readonly warmup?: number;
}

/** Requests with latencies that depend on the seed, and on nothing else but what the options say. */
export function requestSeriesOf(options: SeriesOptions = {}): RequestSeries {
  const { length = 2000, seed = '1', slower = 0, gaps = 1, warmup = 100 } = options;
  const source = createStream('requests', seed);
  const draws = Float64Array.from({ length }, () => source());
  const measured = Float64Array.from({ length }, (_, index) => (index < warmup ? 0 : 1));
  const ofMeasured = (value: (draw: number) => number) =>
    draws.map((draw, index) => (measured[index] === 1 ? value(draw) : Number.NaN));
  return {
    length,
    arrivalSeconds: Float64Array.from(draws, (_, index) => gaps * index),
    promptTokens: draws.map((draw) => Math.ceil(100 * draw)),
    intendedOutputTokens: draws.map((draw) => Math.ceil(900 * draw)),
    measured,
    values: {
      ttft: ofMeasured((draw) => draw + slower),
      tpot: ofMeasured((draw) => 0.01 * draw),
      e2e: ofMeasured((draw) => 3 * draw + slower),
      queue: ofMeasured((draw) => draw ** 2 + slower),
      request_joules: ofMeasured((draw) => 50 + 100 * draw),
    },
    sloMet: ofMeasured((draw) => (draw + slower < 0.9 ? 1 : 0)),
  };
}

import { quantile } from 'simple-statistics';
import type { LatencyOf, Monitor } from './port.ts';

export interface LatencySpec {
  readonly kind: 'latency';
  readonly of: LatencyOf;
  /** 0 to 1. */
  readonly percentile: number;
  /** Most that it may be: a multiple of the stable version's over the same time, and a time; Infinity = no matter. */
  readonly maxRatio: number;
  readonly maxSeconds: number;
}

/**
 * Fails where a percentile of the candidate's latencies is above a time, or above a multiple of the stable version's,
 * which is not asked while too few of its requests have completed.
 */
export const latency: Monitor<LatencySpec> = {
  judge(spec, { stable, candidate, windowSeconds, minRequests }) {
    const own = candidate.within(windowSeconds).latencies(spec.of);
    if (own.length < minRequests) return 'unknown';
    const seconds = quantile([...own], spec.percentile);
    if (seconds > spec.maxSeconds) return 'fail';
    const others = stable.within(windowSeconds).latencies(spec.of);
    if (spec.maxRatio === Number.POSITIVE_INFINITY) return 'pass';
    if (others.length < minRequests) return 'unknown';
    return seconds > spec.maxRatio * quantile([...others], spec.percentile) ? 'fail' : 'pass';
  },
};

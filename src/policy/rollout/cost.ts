import type { Monitor } from './port.ts';

export interface CostSpec {
  readonly kind: 'cost';
  readonly maxRatio: number;
}

/**
 * Fails where a completed request of the candidate cost more than `maxRatio` times one of the stable version: the time of
 * steps that it used, of owned or rented accelerators, and its energy, where that is not in the rent.
 */
export const cost: Monitor<CostSpec> = {
  judge({ maxRatio }, { stable, candidate, windowSeconds, minRequests }) {
    const own = candidate.within(windowSeconds);
    const other = stable.within(windowSeconds);
    if (Math.min(own.completed, other.completed) < minRequests) return 'unknown';
    const ratio = own.usd / own.completed / (other.usd / other.completed);
    if (Number.isNaN(ratio)) return 'unknown';
    return ratio > maxRatio ? 'fail' : 'pass';
  },
};

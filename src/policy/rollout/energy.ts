import type { Monitor } from './port.ts';

export interface EnergySpec {
  readonly kind: 'energy';
  readonly maxRatio: number;
}

/**
 * Fails where a completed request of the candidate took more than `maxRatio` times the accelerator joules of one of the
 * stable version: what its requests own, without what the replicas draw while they idle.
 */
export const energy: Monitor<EnergySpec> = {
  judge({ maxRatio }, { stable, candidate, windowSeconds, minRequests }) {
    const own = candidate.within(windowSeconds);
    const other = stable.within(windowSeconds);
    if (Math.min(own.completed, other.completed) < minRequests) return 'unknown';
    const ratio = own.joules / own.completed / (other.joules / other.completed);
    return ratio > maxRatio ? 'fail' : 'pass';
  },
};

import type { TimedDefinition, TimedSpec } from './port.ts';

/**
 * MLPerf's offline scenario: all samples are there at the start, at instant 0. Takes no randomness.
 *
 * Source: V. J. Reddi et al., MLPerf inference benchmark, ISCA 2020, section IV.
 */
export const offline: TimedDefinition<Extract<TimedSpec, { process: 'offline' }>> = {
  create({ samples }) {
    let left = samples;
    return () => {
      left -= 1;
      return left >= 0 ? 0 : Number.POSITIVE_INFINITY;
    };
  },
};

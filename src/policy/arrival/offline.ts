import type { TimedDefinition, TimedSpec } from './port.ts';

/**
 * MLPerf's offline scenario: all samples are there at the start, at instant 0. Takes no randomness. Rates and joules of a
 * run of nothing else are those of the whole run, and unless stated otherwise it ends with the samples, without a warm-up.
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

import { poisson } from './poisson.ts';
import type { RenewalDefinition, RenewalSpec } from './port.ts';

/**
 * MLPerf's server scenario: queries of one sample that arrive as a Poisson process of a target rate.
 * The same draws as poisson, so that the two give the same run.
 *
 * Source: V. J. Reddi et al., MLPerf inference benchmark, ISCA 2020, section IV.
 */
export const server: RenewalDefinition<Extract<RenewalSpec, { process: 'server' }>> = {
  create: (spec, source) => poisson.create({ ...spec, process: 'poisson' }, source),
};

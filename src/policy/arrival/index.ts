import type { RandomSource } from '../../base/random/source.ts';
import { deterministic } from './deterministic.ts';
import { gamma } from './gamma.ts';
import { poisson } from './poisson.ts';
import type { ArrivalDefinition, ArrivalSpec, GapSampler } from './port.ts';
import { weibull } from './weibull.ts';

/** Every open arrival process by name. */
export const arrivals = {
  poisson,
  deterministic,
  gamma,
  weibull,
} as const satisfies {
  [P in ArrivalSpec['process']]: ArrivalDefinition<Extract<ArrivalSpec, { process: P }>>;
};

export type ArrivalName = keyof typeof arrivals;

/** Makes the sampler of gaps with mean 1 for `spec`. */
export function createGapSampler(spec: ArrivalSpec, source: RandomSource): GapSampler {
  const definition: ArrivalDefinition = arrivals[spec.process];
  return definition.create(spec, source);
}

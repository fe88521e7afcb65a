import type { RandomSource } from '../../base/random/source.ts';
import { exponential, fixed, lognormal, uniform, weibull } from './laws.ts';
import type { DurationDefinition, DurationSampler, DurationSpec } from './port.ts';

/** Every law of durations by name. */
export const durations = { fixed, uniform, exponential, lognormal, weibull } as const satisfies {
  [L in DurationSpec['law']]: DurationDefinition<Extract<DurationSpec, { law: L }>>;
};

/** Makes the sampler of seconds for `spec`: one number of `source` per draw. */
export function createDurationSampler(spec: DurationSpec, source: RandomSource): DurationSampler {
  const definition: DurationDefinition = durations[spec.law];
  return definition.create(spec, source);
}

/** Mean of a law in seconds. */
export function durationMean(spec: DurationSpec): number {
  const definition: DurationDefinition = durations[spec.law];
  return definition.mean(spec);
}

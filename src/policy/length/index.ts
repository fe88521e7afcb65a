import type { RandomSource } from '../../base/random/source.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import { fixed } from './fixed.ts';
import { gamma } from './gamma.ts';
import { geometric } from './geometric.ts';
import { joint } from './joint.ts';
import { lognormal } from './lognormal.ts';
import { pareto } from './pareto.ts';
import type { LengthDefinition, LengthSampler, LengthSpec } from './port.ts';
import { uniform } from './uniform.ts';
import { zipf } from './zipf.ts';

/** Every law of prompt and answer lengths by name. */
export const lengths = {
  fixed,
  uniform,
  exponential,
  geometric,
  lognormal,
  gamma,
  zipf,
  pareto,
  empirical,
  joint,
} as const satisfies {
  [D in LengthSpec['distribution']]: LengthDefinition<Extract<LengthSpec, { distribution: D }>>;
};

export type LengthName = keyof typeof lengths;

/** Makes the sampler of whole lengths ≥ 1 for `spec`. */
export function createLengthSampler(spec: LengthSpec, source: RandomSource): LengthSampler {
  const draw = definitionOf(spec).create(spec, source);
  const { per = 1 } = spec;
  return per === 1 ? draw : () => Math.ceil(draw() / per);
}

/** Mean of the law before clipping and rounding, in tokens. */
export function lengthMean(spec: LengthSpec): number {
  return definitionOf(spec).mean(spec) / (spec.per ?? 1);
}

/** Smallest and largest length that can occur after clipping; Infinity when unbounded. */
export function lengthBounds(spec: LengthSpec): readonly [min: number, max: number] {
  const [least, most] = definitionOf(spec).bounds(spec);
  const { per = 1 } = spec;
  return [Math.ceil(least / per), Math.ceil(most / per)];
}

function definitionOf(spec: LengthSpec): LengthDefinition {
  return lengths[spec.distribution];
}

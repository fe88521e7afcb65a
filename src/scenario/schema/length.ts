import { z } from 'zod';
import type { LengthName } from '../../policy/length/index.ts';
import { ZIPF_MAX_TOKENS } from '../../policy/length/zipf.ts';
import { block, list, variants } from './blocks.ts';
import { lengthNames } from './names.ts';
import { Complaint, count, MAX_COUNT, number, scalar } from './scalars.ts';

const mean = number({ above: 0, max: MAX_COUNT }, 'mean tokens, before min and max clip');
const cv = number({ min: 0, max: 100 }, 'coefficient of variation, before min and max clip');
const tokens = number({ above: 0, max: MAX_COUNT }, 'tokens');
const bound = count({ min: 1 }, 'tokens; draws beyond are clipped to it');
const limits = { min: bound.optional(), max: bound.optional() };

/** One row of a joint law. */
const row = scalar(
  {
    description: 'prompt tokens and output tokens drawn together',
    type: 'array',
    items: { type: 'number', exclusiveMinimum: 0 },
    minItems: 2,
    maxItems: 2,
  },
  (value): readonly [number, number] | Complaint => {
    if (Array.isArray(value) && value.length === 2) {
      const [prompt, output] = value as [unknown, unknown];
      if (isTokens(prompt) && isTokens(output)) return [prompt, output];
    }
    return new Complaint(
      'must be a pair of token counts above 0',
      'write [prompt, output], such as [512, 128]',
    );
  },
);

function isTokens(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= MAX_COUNT;
}

/** The keys of each law; every law of the registry must be here, and no other. */
const laws = {
  fixed: { value: tokens, ...limits },
  uniform: { min: bound, max: bound },
  exponential: { mean, ...limits },
  geometric: { mean: number({ min: 1, max: MAX_COUNT }, 'mean tokens'), ...limits },
  lognormal: { mean, cv, ...limits },
  gamma: { mean, cv, ...limits },
  zipf: {
    exponent: number({ above: 0, max: 100 }, 'P(n) ∝ n^−exponent'),
    min: bound.optional(),
    max: count({ min: 1, max: ZIPF_MAX_TOKENS }, 'largest length'),
  },
  pareto: {
    mean,
    shape: number({ above: 1, max: 1000 }, 'tail exponent; at 1 or below the mean is infinite'),
    ...limits,
  },
  empirical: {
    values: list(tokens, '[128, 512]'),
    weights: list(number({ min: 0 }, 'relative frequency'), '[3, 1]').optional(),
    ...limits,
  },
  joint: { rows: list(row, '[[512, 128]]').optional(), ...limits },
} satisfies Record<LengthName, z.core.$ZodLooseShape>;

const law = <N extends LengthName>(name: N) =>
  block({ distribution: z.literal(name), ...laws[name] } as {
    distribution: z.ZodLiteral<N>;
  } & (typeof laws)[N]);

/** A law of token counts. */
export const lengthSchema = variants(
  'distribution',
  [
    law('fixed'),
    law('uniform'),
    law('exponential'),
    law('geometric'),
    law('lognormal'),
    law('gamma'),
    law('zipf'),
    law('pareto'),
    law('empirical'),
    law('joint'),
  ],
  lengthNames,
  [],
  (value) => (isTokens(value) ? `{distribution: fixed, value: ${value}}` : null),
);

export type RawLength = z.output<typeof lengthSchema>;

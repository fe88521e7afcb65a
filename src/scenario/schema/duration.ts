import { z } from 'zod';
import { block, scalarOrBlock, variants } from './blocks.ts';
import { durationNames } from './names.ts';
import { number, quantity } from './scalars.ts';

const most = 1e9;
const time = (description: string) => quantity('time', { min: 0, max: most }, description);

/** A time, always the same, or a law of times. */
export function durationSchema(description: string) {
  const law = variants(
    'distribution',
    [
      block({ distribution: z.literal('fixed'), value: time(description) }),
      block({
        distribution: z.literal('uniform'),
        min: time('shortest'),
        max: time('longest'),
      }),
      block({ distribution: z.literal('exponential'), mean: time('mean') }),
      block({
        distribution: z.literal('lognormal'),
        mean: time('mean'),
        cv: number({ min: 0, max: 100 }, 'coefficient of variation'),
      }),
      block({
        distribution: z.literal('weibull'),
        mean: time('mean'),
        cv: number({ min: 0.001, max: 100 }, 'coefficient of variation; 1 = exponential'),
      }),
    ],
    durationNames,
  );
  return scalarOrBlock(time(description), law);
}

export type RawDuration = z.output<ReturnType<typeof durationSchema>>;

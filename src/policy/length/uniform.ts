import { leastOf, mostOf } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Every whole number from `min` to `max`, both included, is equally likely. One uniform per draw.
 */
export const uniform: LengthDefinition<Extract<LengthSpec, { distribution: 'uniform' }>> = {
  create(spec, source) {
    const least = leastOf(spec);
    const count = mostOf(spec) - least + 1;
    return () => least + Math.floor(source() * count);
  },
  mean: (spec) => (leastOf(spec) + mostOf(spec)) / 2,
  bounds: (spec) => [leastOf(spec), mostOf(spec)],
};

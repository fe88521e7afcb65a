import { clippedBounds } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/** Every length is `value`; takes no randomness. */
export const fixed: LengthDefinition<Extract<LengthSpec, { distribution: 'fixed' }>> = {
  create(spec) {
    const [tokens] = clippedBounds(spec, spec.value, spec.value);
    return () => tokens;
  },
  mean: (spec) => spec.value,
  bounds: (spec) => clippedBounds(spec, spec.value, spec.value),
};

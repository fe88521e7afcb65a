import { computeDtype } from '../../physics/dtype.ts';
import type { PoolRule } from './rule.ts';

/** The chip must be able to multiply; where it has no units for the format it computes in a wider one. */
export const precisionHasUnits: PoolRule = {
  involves: ['accelerator', 'serves', 'precision'],
  check(pool, path, reporter) {
    const { accelerator, precision } = pool;
    const { weights, activations } = precision;
    const compute = computeDtype(accelerator, weights, activations);
    const has = Object.keys(accelerator.peak).join(', ');
    if (compute === null) {
      const message = `${accelerator.name} has no units for ${weights} weights with ${activations} activations`;
      reporter.error([...path, 'precision'], message, `it has ${has}`);
    } else if (compute.fallback !== null) {
      const fix = `the weights are stored as ${weights} only; the chip has ${has}`;
      reporter.warning([...path, 'precision', 'weights'], compute.fallback, fix);
    }
  },
};

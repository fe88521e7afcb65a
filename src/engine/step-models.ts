import { assertNever } from '../base/assert.ts';
import type { StepSpec } from '../compile/compiled.ts';
import { affineStepModel } from '../physics/affine.ts';
import { oneShotStepModel } from '../physics/kinds/batch-model.ts';
import type { StepModel } from '../physics/step-model.ts';
import { rooflineStepModel } from '../physics/step-time.ts';

/** Makes the step model that a pool's compiled data describes. */
export function createStepModel(spec: StepSpec): StepModel {
  switch (spec.kind) {
    case 'affine':
      return affineStepModel(spec.time, spec.energy, spec.busyWatts);
    case 'roofline':
      return rooflineStepModel(spec.input);
    case 'one-shot':
      return oneShotStepModel(spec.input);
    default:
      return assertNever(spec);
  }
}

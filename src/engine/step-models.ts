import { assertNever } from '../base/assert.ts';
import type { CompiledPool, StepSpec } from '../compile/compiled.ts';
import { affineStepModel } from '../physics/affine.ts';
import { oneShotStepModel } from '../physics/kinds/batch-model.ts';
import { recomputeStepModel } from '../physics/recompute.ts';
import type { SingleStepModel, StepModel } from '../physics/step-model.ts';
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

/** Makes the model of a pool's steps where these are planned one at a time; else null. */
export function createSingleStepModel(
  { decoding }: Pick<CompiledPool, 'decoding'>,
  model: StepModel,
): SingleStepModel | null {
  return decoding === undefined ? null : recomputeStepModel(model);
}

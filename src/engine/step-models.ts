import { assertNever } from '../base/assert.ts';
import type { CompiledPool, DraftSpec, StepSpec } from '../compile/compiled.ts';
import { affineStepModel } from '../physics/affine.ts';
import { type EncodingInput, encodingStepModel, imageStepModel } from '../physics/encoding.ts';
import { oneShotStepModel } from '../physics/kinds/batch-model.ts';
import type { PowerSetting } from '../physics/power.ts';
import { recomputeStepModel } from '../physics/recompute.ts';
import { type Drafting, speculativeStepModel } from '../physics/speculation.ts';
import type { SingleStepModel, StepModel } from '../physics/step-model.ts';
import { rooflineStepModel } from '../physics/step-time.ts';

/** What of a pool its step models are made from. */
export type StepData = Pick<CompiledPool, 'step' | 'decoding'>;

/** Makes the step model that a pool's compiled data describes: with speculation, of the steps that verify. */
export function createStepModel(pool: StepData): StepModel {
  const { step } = pool;
  switch (step.kind) {
    case 'affine':
      return affineStepModel(step.time, step.energy, step.busyWatts);
    case 'roofline':
      return withImages(rooflineStepModel(step.input, queriesOf(pool)), step.encoding);
    case 'encoder':
      return imageStepModel(step);
    case 'one-shot':
      return oneShotStepModel(step.input);
    default:
      return assertNever(step);
  }
}

function withImages(decoder: StepModel, encoding: EncodingInput | undefined): StepModel {
  return encoding === undefined ? decoder : encodingStepModel(decoder, encoding);
}

/** Tokens that a decoding sequence brings to a step. */
export function queriesOf({ decoding }: Pick<CompiledPool, 'decoding'>): number {
  return decoding?.kind === 'speculation' ? 1 + decoding.tokens : 1;
}

/** Makes the model of a pool's steps where these are planned one at a time; else null. */
export function createSingleStepModel(
  { decoding }: Pick<CompiledPool, 'decoding'>,
  model: StepModel,
): SingleStepModel | null {
  if (decoding === undefined) return null;
  if (decoding.kind === 'recompute') return recomputeStepModel(model);
  return speculativeStepModel(model, createDrafting(decoding.draft), decoding.tokens);
}

/** Cap and locked clock of the boards that steps are run on; undefined where neither is set. */
export function powerOf(step: CompiledPool['step']): PowerSetting | undefined {
  return step.kind === 'affine' ? undefined : step.input.power;
}

/** A pool's data with its boards held to `power`; a stated step time knows no clock. */
export function stepDataUnder({ step, decoding }: StepData, power: PowerSetting): StepData {
  const slowed = <I extends { readonly power?: PowerSetting }>(input: I): I => ({
    ...input,
    power,
  });
  if (decoding?.kind !== 'speculation' || decoding.draft.kind !== 'passes') {
    const same = decoding === undefined ? {} : { decoding };
    return { step: slowedStep(step, slowed), ...same };
  }
  const draft = { ...decoding.draft, input: slowed(decoding.draft.input) };
  return { step: slowedStep(step, slowed), decoding: { ...decoding, draft } };
}

/** A pool's data for steps whose tokens need so many adapters between them; null where that makes no difference. */
export function stepDataTogether(data: StepData, together: number): StepData | null {
  const { step } = data;
  if (step.kind !== 'roofline' || step.input.model.adapter === undefined) return null;
  const model = { ...step.input.model, adapter: { ...step.input.model.adapter, together } };
  return { ...data, step: { ...step, input: { ...step.input, model } } };
}

function slowedStep(
  step: StepSpec,
  slowed: <I extends { readonly power?: PowerSetting }>(input: I) => I,
): StepSpec {
  switch (step.kind) {
    case 'affine':
      return step;
    case 'roofline': {
      const { encoding } = step;
      const slower = { ...step, input: slowed(step.input) };
      if (encoding === undefined) return slower;
      return { ...slower, encoding: { ...encoding, input: slowed(encoding.input) } };
    }
    case 'encoder':
      return { ...step, input: slowed(step.input) };
    case 'one-shot':
      return { ...step, input: slowed(step.input) };
    default:
      return assertNever(step);
  }
}

function createDrafting(draft: DraftSpec): Drafting {
  if (draft.kind !== 'passes') return draft;
  return { kind: 'passes', model: rooflineStepModel(draft.input) };
}

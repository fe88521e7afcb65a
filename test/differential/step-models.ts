import type {
  CompiledPool,
  DecodingSpec,
  DraftSpec,
  StepSpec,
} from '../../src/compile/compiled.ts';
import { affineStepModel } from '../../src/physics/affine.ts';
import type { Accelerator, Link, ModelShape } from '../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../src/physics/engine-profile.ts';
import { oneShotStepModel } from '../../src/physics/kinds/batch-model.ts';
import { leastCapWatts } from '../../src/physics/power.ts';
import { type StepModel, StepTerms } from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';
import { plainChip } from './builders.ts';
import type { Draw } from './draw.ts';

/** The step model of a pool, made from the same data as the product makes it from. */
export function stepModelOf(pool: Pick<CompiledPool, 'step' | 'decoding'>): StepModel {
  const { step, decoding } = pool;
  if (step.kind === 'affine') return affineStepModel(step.time, step.energy, step.busyWatts);
  if (step.kind === 'one-shot') return oneShotStepModel(step.input);
  return rooflineStepModel(step.input, decoding?.kind === 'speculation' ? 1 + decoding.tokens : 1);
}

/** A chip so slow that the tiny model below takes milliseconds per step. */
const slowChip: Accelerator = {
  ...plainChip,
  id: 'slow-chip',
  memoryBandwidth: 1e8,
  peak: { bf16: 2e10 },
};

/** One chip per replica: nothing is sent over it. */
const plainLink: Link = {
  id: 'plain-link',
  name: 'Plain link',
  alphaSeconds: 5e-6,
  launchSeconds: 5e-6,
  hopSeconds: 1e-6,
  rampSeconds: 0,
  bandwidth: 1e11,
  hostLaunchSeconds: 2e-5,
  sources: {},
};

/** A model whose keys and values weigh as much as its weights after some hundred tokens, so that steps bend. */
const tinyModel: ModelShape = {
  id: 'tiny',
  name: 'Tiny',
  layers: 2,
  hiddenSize: 64,
  attentionHeads: 4,
  kvHeads: 4,
  headDim: 16,
  intermediateSize: 128,
  vocabSize: 256,
  tiedEmbeddings: true,
  gatedMlp: true,
  contextTokens: 8192,
  nativeDtype: 'bf16',
  publishedParameters: { total: 1e5, active: 1e5 },
  source: { kind: 'assumed', text: 'made up for the differential suite', verified: false },
};

const plainProfile: EngineProfile = {
  id: 'plain',
  name: 'Plain',
  collectives: 'custom',
  apiSeconds: 0,
  hostSecondsPerLayer: 0,
  hostSecondsPerStep: 0.0005,
  hostSecondsPerSequence: 0.00002,
  reserveBytes: 0,
  gemmEfficiency: 0.7,
  attentionEfficiency: 0.5,
  memoryEfficiency: 0.75,
  sources: {},
};

/**
 * A roofline whose lines cross inside stretches: the floor of the host's work is set to what the lines above it take at
 * a batch and context that occur, and attention bends one of them, at any steepness or such that a batch which grows
 * meets all three lines.
 */
export function crossingStep(
  draw: Draw,
  typical: { readonly sequences: number; readonly context: number },
  crossings: 'any' | 'twice' = 'any',
): StepSpec {
  const make = tinyStepOf;
  const termsOf = (profile: EngineProfile) => {
    const terms = new StepTerms();
    stepModelOf({ step: make(profile) }).decode(typical.sequences, terms);
    return terms;
  };
  const flat = termsOf(plainProfile);
  const x = typical.sequences * typical.context * draw.real(0.6, 1.4);
  // the lines of compute and of memory start close together, and the one that starts lower overtakes the other later
  const later = x * draw.real(1.2, 2);
  const steepness =
    crossings === 'any' ? draw.real(0.5, 1.3) : 1 + (flat.a2 - flat.a1) / (later * flat.b2);
  const attentionEfficiency = (plainProfile.attentionEfficiency * flat.b1) / (flat.b2 * steepness);
  const bent = { ...plainProfile, attentionEfficiency };
  const terms = termsOf(bent);
  const roof = Math.max(terms.a1 + terms.b1 * x, terms.a2 + terms.b2 * x);
  return make({ ...bent, hostSecondsPerLayer: roof / tinyModel.layers });
}

/** The tiny model on the slow chip. */
export const tinyStep = (): StepSpec => tinyStepOf(plainProfile);

function tinyStepOf(profile: EngineProfile): StepSpec {
  return {
    kind: 'roofline',
    input: {
      accelerator: slowChip,
      link: plainLink,
      model: tinyModel,
      profile,
      tensor: 1,
      pipeline: 1,
      data: 1,
      expert: 1,
      expertLoadCv: 0,
      weights: 'bf16',
      activations: 'bf16',
      kvCache: 'bf16',
    },
  };
}

/** Drafts for the tiny model by one with a quarter of its layers' width, or for free, or by looking them up. */
export function anyDrafting(draw: Draw): DecodingSpec {
  const target = tinyStep();
  const input = target.kind === 'roofline' ? target.input : null;
  const drafts: DraftSpec[] = [
    { kind: 'stated' },
    { kind: 'host', secondsPerSequence: draw.real(0, 5e-4) },
    ...(input === null
      ? []
      : [
          {
            kind: 'passes' as const,
            input: { ...input, model: { ...input.model, layers: 1, intermediateSize: 64 } },
          },
        ]),
  ];
  return {
    kind: 'speculation',
    tokens: draw.whole(1, 6),
    acceptance: draw.pick([0, draw.real(0.2, 0.95), draw.real(0.2, 0.95), 1]),
    draft: draw.pick(drafts),
  };
}

/** The same step on boards that are held to a cap, at any clock. */
export function cappedStep(draw: Draw, spec: StepSpec): StepSpec {
  if (spec.kind !== 'roofline') return spec;
  const least = leastCapWatts(slowChip) / slowChip.boardWatts;
  const capWatts = slowChip.boardWatts * draw.real(least, 0.95);
  const clock = draw.pick([1, 1, draw.real(0.3, 1)]);
  return { ...spec, input: { ...spec.input, power: { capWatts, clock } } };
}

/** A mixture of experts that data ranks share: terms are those of one of four ranks, whatever the pool has. */
export function rankStep(draw: Draw): StepSpec {
  const data = 4;
  const expert = draw.pick([1, 2, 4]);
  return {
    kind: 'roofline',
    input: {
      accelerator: slowChip,
      link: plainLink,
      model: {
        ...tinyModel,
        moe: {
          experts: 8,
          expertsPerToken: 2,
          expertIntermediateSize: 64,
          sharedIntermediateSize: 0,
          denseLayers: 1,
        },
      },
      profile: plainProfile,
      tensor: draw.pick([1, 2]),
      pipeline: 1,
      data,
      expert,
      expertLoadCv: draw.real(0, 1),
      weights: 'bf16',
      activations: 'bf16',
      kvCache: 'bf16',
    },
  };
}

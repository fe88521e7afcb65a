import { accelerators, engineProfiles, links } from '../../src/catalog/index.ts';
import { acceleratorId } from '../../src/fit/catalog-names.ts';
import type { Precision } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import type { Accelerator, Link, ModelShape } from '../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../src/physics/engine-profile.ts';
import { explainStep, type StepLoad, type StepTerm } from '../../src/physics/explain.ts';
import type { RooflineInput } from '../../src/physics/operator.ts';
import { textTable } from '../../src/report/text-table.ts';

const { kernels, ...engine }: EngineProfile = engineProfiles['vllm-v1'];

/** Kernels are those of current engines, as they were timed alone: without the layout that an engine puts around them. */
export const kernelProfile: EngineProfile = {
  ...engine,
  ...(kernels === undefined ? {} : { kernels: { ...kernels, blockFilledRows: 0 } }),
};

/** A model of one layer that holds the measured operator; what it has beside that is as small as can be. */
export function oneLayer(shape: Partial<ModelShape>): ModelShape {
  return {
    id: 'operator',
    name: 'one operator',
    layers: 1,
    hiddenSize: 64,
    attentionHeads: 1,
    kvHeads: 1,
    headDim: 64,
    intermediateSize: 64,
    vocabSize: 1,
    tiedEmbeddings: false,
    gatedMlp: true,
    contextTokens: 1e9,
    nativeDtype: 'bf16',
    publishedParameters: { total: 1, active: 1 },
    source: { kind: 'user', text: 'a shape around one operator', verified: false },
    ...shape,
  };
}

export function chip(name: string): { readonly accelerator: Accelerator; readonly link: Link } {
  const id = acceleratorId(name);
  const accelerator: Accelerator = accelerators[id as keyof typeof accelerators];
  const link: Link = links[accelerator.link as keyof typeof links];
  return { accelerator, link };
}

export function operatorInput(
  chipName: string,
  model: ModelShape,
  precision: Precision,
  layout: Partial<Pick<RooflineInput, 'tensor' | 'expert' | 'expertLoadCv' | 'profile'>> = {},
): RooflineInput {
  const alone = { tensor: 1, pipeline: 1, data: 1, expert: 1, expertLoadCv: 0 };
  return { ...chip(chipName), model, profile: kernelProfile, ...alone, ...layout, ...precision };
}

/** The terms of a step that stand for the measured operator. */
export interface OperatorTime {
  readonly milliseconds: number;
  readonly derive: () => string;
}

/** Milliseconds of the terms of a step that `wanted` names. */
export function operatorTime(
  input: RooflineInput,
  load: StepLoad,
  wanted: (term: StepTerm) => boolean,
): OperatorTime {
  const terms = explainStep(input, load).filter(wanted);
  if (terms.length === 0) throw new Skip('a step has no term for this operator');
  const seconds = terms.reduce((sum, term) => sum + term.seconds, 0);
  return { milliseconds: 1e3 * seconds, derive: () => termsText(terms) };
}

/** A load of `sequences` prompts of `tokens` each, behind `cached` tokens each. */
export function prompts(sequences: number, tokens: number, cached = 0): StepLoad {
  const pairs = tokens * cached + (tokens * (tokens + 1)) / 2;
  return {
    decodeSequences: 0,
    contextTokens: 0,
    prefill: {
      sequences,
      tokens: sequences * tokens,
      cachedTokens: sequences * cached,
      attentionPairs: sequences * pairs,
      finishing: sequences,
    },
  };
}

function termsText(terms: readonly StepTerm[]): string {
  const rows = terms.map(({ name, seconds, bound, flops, bytes, source }) => [
    name,
    `${(1e3 * seconds).toPrecision(5)} ms`,
    bound,
    flops.toExponential(3),
    bytes.toExponential(3),
    source,
  ]);
  return textTable(['term', 'time', 'bound', 'FLOPs', 'bytes', 'source'], rows, [0, 2, 5]);
}

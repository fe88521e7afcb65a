import type { CompiledPool } from '../compile/compiled.ts';
import { imagesOfPass } from '../engine/replica/encoder.ts';
import { asPrompt, type EncodingInput } from '../physics/encoding.ts';
import type { PrefillBatch } from '../physics/step-model.ts';

/** What a step that is explained has to do. */
export interface Load {
  readonly label: string;
  readonly decodeSequences: number;
  readonly contextTokens: number;
  readonly prefill: Readonly<PrefillBatch>;
  /** Decoding sequences among the prompts: without a cache their contexts run again. */
  readonly rerun?: number;
}

export const noPrefill: Readonly<PrefillBatch> = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

/** A step full of prompts. */
export function promptLoad(
  pool: CompiledPool,
  { promptTokens }: { readonly promptTokens: number },
): Load {
  const { maxBatchedTokens, maxSequences } = pool.engine;
  const sequences = Math.max(
    1,
    Math.min(maxSequences, Math.floor(maxBatchedTokens / promptTokens)),
  );
  const each = Math.min(promptTokens, maxBatchedTokens);
  const tokens = sequences * each;
  const prefill = {
    sequences,
    tokens,
    cachedTokens: 0,
    attentionPairs: (sequences * each * (each + 1)) / 2,
    finishing: promptTokens <= maxBatchedTokens ? sequences : 0,
  };
  const prompts = sequences === 1 ? 'one prompt' : `${sequences} prompts`;
  return {
    label: `${prompts} of ${Math.round(each)} tokens`,
    decodeSequences: 0,
    contextTokens: 0,
    prefill,
  };
}

/** Sequences that decode without a cache: prompts as long as their contexts, all of which finish. */
export function rerunLoad(sequences: number, context: number): Load {
  const each = context + 1;
  const prefill = {
    sequences,
    tokens: sequences * each,
    cachedTokens: 0,
    attentionPairs: (sequences * each * (each + 1)) / 2,
    finishing: sequences,
  };
  const label = `${sequences} decoding without cache`;
  return { label, decodeSequences: 0, contextTokens: 0, prefill, rerun: sequences };
}

/** One job alone and the largest batch: prompts of one token, or of one per item, that finish. */
export function batchLoads(
  pool: CompiledPool,
  { promptTokens }: { readonly promptTokens: number },
  batch: number,
): Load[] {
  const most = pool.step.kind === 'one-shot' ? pool.step.input.maxBatchItems : null;
  if (most === null) return (batch === 1 ? [1] : [1, batch]).map((jobs) => batchLoad(jobs, jobs));
  const each = Math.min(most, Math.max(1, Math.round(promptTokens)));
  const jobs = Math.max(1, Math.min(batch, Math.floor(most / each)));
  return jobs === 1 ? [batchLoad(1, each)] : [batchLoad(1, each), batchLoad(jobs, jobs * each)];
}

function batchLoad(jobs: number, items: number): Load {
  const prefill = {
    sequences: jobs,
    tokens: items,
    cachedTokens: 0,
    attentionPairs: items,
    finishing: jobs,
  };
  const label = jobs === 1 ? 'one job' : `${jobs} jobs`;
  const more = items === jobs ? '' : ` of ${items / jobs} items`;
  return { label: `${label}${more}`, decodeSequences: 0, contextTokens: 0, prefill };
}

/** One image alone, and the most that a pass holds. */
export function encoderLoads(
  { engine }: Pick<CompiledPool, 'engine'>,
  { image }: EncodingInput,
): Load[] {
  const most = imagesOfPass(image.tokens, engine);
  return [...new Set([1, most])].map((images) => ({
    label: images === 1 ? 'one image' : `${images} images`,
    decodeSequences: 0,
    contextTokens: 0,
    prefill: { ...asPrompt(image, images), images },
  }));
}

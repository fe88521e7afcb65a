import {
  type PrefillBatch,
  type SingleStepModel,
  type StepModel,
  setSingle,
  stepSeconds,
} from './step-model.ts';

/**
 * Decoding without a KV cache: every step runs each sequence's whole context again, c + 1 tokens with nothing cached, and
 * takes the last token's logits. It costs what a prefill of all these contexts does, in which every prompt finishes:
 * Σ(c + 1) tokens and Σ(c + 1)(c + 2) ÷ 2 pairs. (Keys and values that attention writes and reads back within a layer are
 * counted as a prompt's are.)
 */
export function recomputeStepModel(model: StepModel): SingleStepModel {
  const all: PrefillBatch = {
    sequences: 0,
    tokens: 0,
    cachedTokens: 0,
    attentionPairs: 0,
    finishing: 0,
  };
  return {
    step(decode, prefill, terms) {
      const n = decode.sequences;
      all.sequences = n + prefill.sequences;
      all.tokens = decode.context + n + prefill.tokens;
      all.cachedTokens = prefill.cachedTokens;
      all.attentionPairs = decode.pairs + prefill.attentionPairs;
      all.finishing = n + prefill.finishing;
      model.mixed(0, all, terms);
      // All are prompts here, so that nobody has a context that lines would multiply.
      setSingle(terms, stepSeconds(terms, 0), 0, decode);
    },
    sequenceJoules: (c) => model.chunkJoules(c + 1, 0),
    chunkJoules: model.chunkJoules,
  };
}

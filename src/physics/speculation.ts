import type { Seconds } from '../base/units.ts';
import type { ModelShape } from './data-sheets.ts';
import {
  addExchanged,
  type PrefillBatch,
  type SingleStepModel,
  type StepModel,
  StepTerms,
  setSingle,
  stepSeconds,
} from './step-model.ts';

/** Where the tokens that a step verifies come from. */
export type Drafting =
  /** A smaller model, or a layer of the model's own that predicts further tokens: a pass for each drafted token. */
  | { readonly kind: 'passes'; readonly model: StepModel }
  /** The host looks them up. */
  | { readonly kind: 'host'; readonly secondsPerSequence: Seconds }
  /** The verifying step's stated time and joules hold it. */
  | { readonly kind: 'stated' };

/** Mean tokens of one pass that verifies `tokens` drafted ones, each accepted with probability a until the first refusal: (1 − a^(γ+1)) ÷ (1 − a) (Leviathan et al. 2023, equation 1). */
export function expectedTokensPerPass(acceptance: number, tokens: number): number {
  if (acceptance === 1) return tokens + 1;
  return (1 - acceptance ** (tokens + 1)) / (1 - acceptance);
}

/** The layer that predicts further tokens: as the model's last one, with the model's own LM head. Its projection of two streams to one is left out (assumed: under 1 % of a step). */
export function predictionLayer(model: ModelShape): ModelShape {
  const { moe, ...rest } = model;
  const layer = { ...rest, layers: 1 };
  return moe === undefined ? layer : { ...layer, moe: { ...moe, denseLayers: 0 } };
}

/**
 * Steps that verify `tokens` drafted tokens for each decoding sequence. One step is `tokens` drafting passes over n
 * sequences, one after the other, each a token further, then one pass of the model over n·(tokens + 1) tokens (`verify`:
 * step-time.ts with as many queries). The draft prefills the prompts' chunks too, in its first pass. Everything that was
 * drafted and refused has cost what it cost, and belongs to its sequence.
 */
export function speculativeStepModel(
  verify: StepModel,
  drafting: Drafting,
  tokens: number,
): SingleStepModel {
  const draft = drafting.kind === 'passes' ? drafting.model : null;
  const pass = new StepTerms();
  const own = ownJoules(verify, draft, tokens);
  return {
    step(decode, prefill, terms) {
      const { sequences, context } = decode;
      verify.mixed(sequences, prefill, terms);
      let seconds = stepSeconds(terms, context);
      if (drafting.kind === 'host') seconds += drafting.secondsPerSequence * sequences;
      if (draft !== null) {
        const passes = sequences > 0 ? tokens : 1;
        for (let i = 0; i < passes; i++) {
          draft.mixed(sequences, i === 0 ? { ...prefill, finishing: 0 } : noPrefill, pass);
          const cached = context + i * sequences;
          seconds += stepSeconds(pass, cached);
          terms.sharedJoules += pass.sharedJoules;
          terms.flops += pass.flops + pass.flopsPerContext * cached;
          terms.bytes += pass.bytes + pass.bytesPerContext * cached;
          addExchanged(terms, pass);
        }
      }
      setSingle(terms, seconds, context, decode);
    },
    sequenceJoules: (c) => own.token + own.context * c,
    chunkJoules: (chunk, cached) =>
      verify.chunkJoules(chunk, cached) + (draft?.chunkJoules(chunk, cached) ?? 0),
  };
}

const noPrefill: Readonly<PrefillBatch> = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

/** Joules that a decoding sequence causes by itself: however much it has cached, and per token cached. */
function ownJoules(verify: StepModel, draft: StepModel | null, tokens: number) {
  const terms = new StepTerms();
  verify.decode(1, terms);
  const own = { token: terms.tokenJoules, context: terms.contextJoules };
  if (draft === null) return own;
  draft.decode(1, terms);
  // The i-th pass finds i more tokens cached.
  own.token += tokens * terms.tokenJoules + terms.contextJoules * ((tokens * (tokens - 1)) / 2);
  own.context += tokens * terms.contextJoules;
  return own;
}

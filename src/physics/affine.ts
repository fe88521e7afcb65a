import type { Watts } from '../base/units.ts';
import {
  clearExchanged,
  type PrefillBatch,
  type StepModel,
  type StepTerms,
  setSeconds,
} from './step-model.ts';

/** Coefficients of contract.md's affine step time. */
export interface AffineTime {
  readonly baseSeconds: number;
  readonly perPrefillTokenSeconds: number;
  readonly perDecodeSequenceSeconds: number;
  readonly perContextTokenSeconds: number;
}

/** Coefficients of contract.md's affine step energy. */
export interface AffineEnergy {
  readonly baseJoules: number;
  readonly perPrefillTokenJoules: number;
  readonly perDecodeSequenceJoules: number;
  readonly perContextTokenJoules: number;
}

const noPrefill: Readonly<PrefillBatch> = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

/**
 * The user's own step: t = base + perPrefillToken × (tokens of chunks) + perDecodeSequence × (decoding sequences) +
 * perContextToken × (tokens cached before the step, over all scheduled sequences, prefilling ones too), and joules by
 * the same terms. Without joules the whole replica draws `busyWatts` while a step runs. It replaces physics and the
 * profile's host delays, so FLOPs and bytes are unknown and stay 0.
 */
export function affineStepModel(
  time: AffineTime,
  energy: AffineEnergy | null,
  busyWatts: Watts,
): StepModel {
  const mixed = (sequences: number, prefill: Readonly<PrefillBatch>, terms: StepTerms): void => {
    setSeconds(
      terms,
      time.baseSeconds +
        time.perPrefillTokenSeconds * prefill.tokens +
        time.perDecodeSequenceSeconds * sequences,
    );
    terms.a0 = time.perContextTokenSeconds * prefill.cachedTokens;
    terms.b0 = time.perContextTokenSeconds;
    terms.staticWatts = energy === null ? busyWatts : 0;
    terms.sharedJoules = energy === null ? 0 : energy.baseJoules;
    terms.tokenJoules = energy === null ? 0 : energy.perDecodeSequenceJoules;
    terms.contextJoules = energy === null ? 0 : energy.perContextTokenJoules;
    terms.flops = 0;
    terms.flopsPerContext = 0;
    terms.bytes = 0;
    terms.bytesPerContext = 0;
    clearExchanged(terms);
  };
  return {
    decode: (sequences, terms) => mixed(sequences, noPrefill, terms),
    mixed,
    chunkJoules: (chunkTokens, cachedTokens) =>
      energy === null
        ? 0
        : energy.perPrefillTokenJoules * chunkTokens + energy.perContextTokenJoules * cachedTokens,
  };
}

import type { Seconds } from '../../base/units.ts';
import type { OneShotFacts } from './one-shot-facts.ts';

/** Speech to text (Whisper): two convolutions and an encoder over a window of sound, then a decoder token by token. */
export interface TranscriberShape extends OneShotFacts {
  readonly architecture: 'transcriber';
  /** Longer recordings are cut into windows, shorter ones filled up with silence. */
  readonly windowSeconds: Seconds;
  /** Frames of a window's spectrogram, and their bands; the second convolution halves the frames. */
  readonly frames: number;
  readonly bands: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly vocabSize: number;
  readonly longestTokens: number;
}

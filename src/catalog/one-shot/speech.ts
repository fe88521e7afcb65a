import type { TranscriberShape } from '../../physics/kinds/transcriber-shape.ts';
import { checkedCard, textOf } from './sheet.ts';

/** Thirty seconds of speech at 150 words a minute, 1.4 tokens a word, and the four tokens that begin a transcript. */
const transcriptTokens = 109;

function whisper(
  facts: Pick<
    TranscriberShape,
    | 'id'
    | 'name'
    | 'hiddenSize'
    | 'encoderLayers'
    | 'decoderLayers'
    | 'bands'
    | 'vocabSize'
    | 'publishedParameters'
  >,
): TranscriberShape {
  return {
    architecture: 'transcriber',
    kinds: ['transcribe'],
    nativeDtype: 'fp16',
    windowSeconds: 30,
    frames: 3000,
    intermediateSize: 4 * facts.hiddenSize,
    longestTokens: 448,
    defaultJob: textOf(transcriptTokens),
    source: checkedCard(
      `config.json of openai/${facts.id} on Hugging Face (Radford et al., arXiv 2212.04356, table 1)`,
      'the table of sizes in the README of openai/whisper',
    ),
    ...facts,
  };
}

export const speechModels = {
  'whisper-small': whisper({
    id: 'whisper-small',
    name: 'Whisper small',
    hiddenSize: 768,
    encoderLayers: 12,
    decoderLayers: 12,
    bands: 80,
    vocabSize: 51_865,
    publishedParameters: 244e6,
  }),
  'whisper-medium': whisper({
    id: 'whisper-medium',
    name: 'Whisper medium',
    hiddenSize: 1024,
    encoderLayers: 24,
    decoderLayers: 24,
    bands: 80,
    vocabSize: 51_865,
    publishedParameters: 769e6,
  }),
  'whisper-large-v3': whisper({
    id: 'whisper-large-v3',
    name: 'Whisper large v3',
    hiddenSize: 1280,
    encoderLayers: 32,
    decoderLayers: 32,
    bands: 128,
    vocabSize: 51_866,
    publishedParameters: 1550e6,
  }),
  'whisper-large-v3-turbo': whisper({
    id: 'whisper-large-v3-turbo',
    name: 'Whisper large v3 turbo',
    hiddenSize: 1280,
    encoderLayers: 32,
    decoderLayers: 4,
    bands: 128,
    vocabSize: 51_866,
    publishedParameters: 809e6,
  }),
};

import { models } from './shape.ts';

/** Experts are MXFP4, the rest 16 bits; the published active count leaves the embedding table out. */
export const gptOss = models({
  'gpt-oss-20b': {
    name: 'gpt-oss-20b',
    layers: 24,
    hiddenSize: 2880,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 64,
    intermediateSize: 0,
    moe: {
      experts: 32,
      expertsPerToken: 4,
      expertIntermediateSize: 2880,
      sharedIntermediateSize: 0,
      denseLayers: 0,
    },
    vocabSize: 201_088,
    contextTokens: 131_072,
    nativeDtype: 'fp4',
    slidingWindow: { tokens: 128, layerShare: 1 / 2 },
    repository: 'openai/gpt-oss-20b',
    parameters: [20.91e9, 3.61e9],
  },
  'gpt-oss-120b': {
    name: 'gpt-oss-120b',
    layers: 36,
    hiddenSize: 2880,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 64,
    intermediateSize: 0,
    moe: {
      experts: 128,
      expertsPerToken: 4,
      expertIntermediateSize: 2880,
      sharedIntermediateSize: 0,
      denseLayers: 0,
    },
    vocabSize: 201_088,
    contextTokens: 131_072,
    nativeDtype: 'fp4',
    slidingWindow: { tokens: 128, layerShare: 1 / 2 },
    repository: 'openai/gpt-oss-120b',
    parameters: [116.83e9, 5.13e9],
  },
});

import { models } from './shape.ts';

/**
 * Without the multi-token-prediction modules; M2, M2.1 and M2.5 share one shape. Text-01 attends in every eighth layer.
 * The active counts leave the vocabulary out.
 */
export const minimax = models({
  'minimax-m2.5': {
    name: 'MiniMax-M2.5',
    layers: 62,
    hiddenSize: 3072,
    attentionHeads: 48,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 0,
    moe: {
      experts: 256,
      expertsPerToken: 8,
      expertIntermediateSize: 1536,
      sharedIntermediateSize: 0,
      denseLayers: 0,
    },
    vocabSize: 200_064,
    contextTokens: 196_608,
    nativeDtype: 'fp8-block',
    repository: 'MiniMaxAI/MiniMax-M2.5',
    checkedAgainst: "MaxText's conversion table and GPTQModel's MiniMaxM2Config",
    parameters: [229e9, 10e9],
  },
  'minimax-text-01': {
    name: 'MiniMax-Text-01',
    layers: 80,
    hiddenSize: 6144,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 0,
    recurrent: {
      rule: 'lightning',
      layers: 70,
      mlpLayers: 80,
      heads: 64,
      keyHeads: 64,
      keyDim: 128,
      valueDim: 128,
      gatesPerHead: 0,
      convolutionTaps: 0,
      chunkTokens: 256,
    },
    moe: {
      experts: 32,
      expertsPerToken: 2,
      expertIntermediateSize: 9216,
      sharedIntermediateSize: 0,
      denseLayers: 0,
    },
    vocabSize: 200_064,
    contextTokens: 10_240_000,
    repository: 'MiniMaxAI/MiniMax-Text-01',
    checkedAgainst: 'the paper, arXiv 2501.08313, section 2',
    parameters: [456e9, 45.9e9],
  },
});

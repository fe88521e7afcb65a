import { models } from './shape.ts';

/** Without the multi-token-prediction modules; M2, M2.1 and M2.5 share one shape. The active count leaves the vocabulary out. */
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
    nativeDtype: 'fp8',
    repository: 'MiniMaxAI/MiniMax-M2.5',
    checkedAgainst: "MaxText's conversion table and GPTQModel's MiniMaxM2Config",
    parameters: [229e9, 10e9],
  },
});

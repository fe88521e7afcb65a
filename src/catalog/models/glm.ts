import { models } from './shape.ts';

/** Without the multi-token-prediction layer. The active counts leave the vocabulary out. */
export const glm = models({
  'glm-4.5': {
    name: 'GLM-4.5',
    layers: 92,
    hiddenSize: 5120,
    attentionHeads: 96,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 12_288,
    moe: {
      experts: 160,
      expertsPerToken: 8,
      expertIntermediateSize: 1536,
      sharedIntermediateSize: 1536,
      denseLayers: 3,
    },
    vocabSize: 151_552,
    contextTokens: 131_072,
    repository: 'zai-org/GLM-4.5',
    checkedAgainst: 'a public test fixture that repeats its config.json field by field',
    parameters: [355e9, 32e9],
  },
  'glm-4.5-air': {
    name: 'GLM-4.5-Air',
    layers: 46,
    hiddenSize: 4096,
    attentionHeads: 96,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 10_944,
    moe: {
      experts: 128,
      expertsPerToken: 8,
      expertIntermediateSize: 1408,
      sharedIntermediateSize: 1408,
      denseLayers: 1,
    },
    vocabSize: 151_552,
    contextTokens: 131_072,
    repository: 'zai-org/GLM-4.5-Air',
    parameters: [106e9, 12e9],
  },
});

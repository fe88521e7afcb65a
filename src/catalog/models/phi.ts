import { models } from './shape.ts';

export const phi = models({
  // Attention and MLP stand side by side, not one after the other: the same matrices and the same work.
  'phi-2': {
    name: 'Phi-2',
    layers: 32,
    hiddenSize: 2560,
    attentionHeads: 32,
    intermediateSize: 10_240,
    vocabSize: 51_200,
    gatedMlp: false,
    contextTokens: 2048,
    nativeDtype: 'fp16',
    repository: 'microsoft/phi-2',
    checkedAgainst: 'vidur/config/model_config.py of microsoft/vidur',
    parameters: 2.78e9,
  },
  'phi-4': {
    name: 'Phi-4',
    layers: 40,
    hiddenSize: 5120,
    attentionHeads: 40,
    kvHeads: 10,
    intermediateSize: 17_920,
    vocabSize: 100_352,
    contextTokens: 16_384,
    repository: 'microsoft/phi-4',
    parameters: 14.66e9,
  },
});

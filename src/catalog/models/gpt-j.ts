import { models } from './shape.ts';

/** The 6 B model of MLPerf Inference; attention and MLP stand side by side, which changes no cost. */
export const gptJ = models({
  'gpt-j-6b': {
    name: 'GPT-J 6B',
    layers: 28,
    hiddenSize: 4096,
    attentionHeads: 16,
    intermediateSize: 16_384,
    vocabSize: 50_400,
    gatedMlp: false,
    contextTokens: 2048,
    nativeDtype: 'fp16',
    repository: 'EleutherAI/gpt-j-6b',
    parameters: 6.053e9,
  },
});

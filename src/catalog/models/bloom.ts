import { models } from './shape.ts';

export const bloom = models({
  'bloom-176b': {
    name: 'BLOOM 176B',
    layers: 70,
    hiddenSize: 14_336,
    attentionHeads: 112,
    intermediateSize: 57_344,
    vocabSize: 250_880,
    tiedEmbeddings: true,
    gatedMlp: false,
    contextTokens: 2048,
    repository: 'bigscience/bloom',
    parameters: 176.25e9,
  },
});

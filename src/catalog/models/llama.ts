import { models } from './shape.ts';

export const llama = models({
  'llama-3.1-8b': {
    name: 'Llama 3.1 8B',
    layers: 32,
    hiddenSize: 4096,
    attentionHeads: 32,
    kvHeads: 8,
    intermediateSize: 14_336,
    vocabSize: 128_256,
    contextTokens: 131_072,
    repository: 'meta-llama/Llama-3.1-8B',
    parameters: 8.03e9,
  },
  'llama-3.1-70b': {
    name: 'Llama 3.1 70B',
    layers: 80,
    hiddenSize: 8192,
    attentionHeads: 64,
    kvHeads: 8,
    intermediateSize: 28_672,
    vocabSize: 128_256,
    contextTokens: 131_072,
    repository: 'meta-llama/Llama-3.1-70B',
    parameters: 70.55e9,
  },
});

import { models } from './shape.ts';

/** A Mamba-2 mixer with states of 128 × 64 per head: what all of these share. */
const mamba2 = {
  rule: 'state-space',
  keyDim: 128,
  valueDim: 64,
  gatesPerHead: 1,
  convolutionTaps: 4,
  chunkTokens: 256,
} as const;

/**
 * State-space models, and hybrids with a few layers of attention. A state has no positions that would end: contexts of the
 * pure ones are as far as Codestral Mamba was tried (assumed for the other). Each MLP of Nemotron-H, which counts as a
 * layer of its own in its config (52 and 98), belongs here to the mixer before it.
 */
export const mamba = models({
  'mamba2-2.7b': {
    name: 'Mamba-2 2.7B',
    layers: 64,
    hiddenSize: 2560,
    attentionHeads: 80,
    headDim: 64,
    intermediateSize: 0,
    recurrent: { ...mamba2, layers: 64, mlpLayers: 0, heads: 80, keyHeads: 1 },
    vocabSize: 50_288,
    tiedEmbeddings: true,
    contextTokens: 262_144,
    repository: 'state-spaces/mamba2-2.7b',
    parameters: 2.7e9,
  },
  'codestral-mamba-7b': {
    name: 'Codestral Mamba 7B',
    layers: 64,
    hiddenSize: 4096,
    attentionHeads: 128,
    headDim: 64,
    intermediateSize: 0,
    recurrent: { ...mamba2, layers: 64, mlpLayers: 0, heads: 128, keyHeads: 8 },
    vocabSize: 32_768,
    contextTokens: 262_144,
    repository: 'mistralai/Mamba-Codestral-7B-v0.1',
    checkedAgainst: 'the 7,285,403,648 parameters of its announcement',
    parameters: 7_285_403_648,
  },
  'nemotron-h-8b': {
    name: 'Nemotron-H 8B',
    layers: 28,
    hiddenSize: 4096,
    attentionHeads: 32,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 21_504,
    gatedMlp: false,
    recurrent: { ...mamba2, layers: 24, mlpLayers: 24, heads: 128, keyHeads: 8 },
    vocabSize: 131_072,
    contextTokens: 8192,
    repository: 'nvidia/Nemotron-H-8B-Base-8K',
    checkedAgainst: 'a count over the tensors of its checkpoint, 8,100,852,736',
    parameters: 8_100_852_736,
  },
  'nemotron-h-56b': {
    name: 'Nemotron-H 56B',
    layers: 64,
    hiddenSize: 8192,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 128,
    intermediateSize: 32_768,
    gatedMlp: false,
    recurrent: { ...mamba2, keyDim: 256, layers: 54, mlpLayers: 54, heads: 256, keyHeads: 8 },
    vocabSize: 131_072,
    contextTokens: 8192,
    repository: 'nvidia/Nemotron-H-56B-Base-8K',
    parameters: 56e9,
  },
});

import { models } from './shape.ts';

/** DeepSeek-V3's attention; K2.5 adds a vision tower, which is not counted, and keeps its experts in 4 bits. */
export const kimi = models({
  'kimi-k2': {
    name: 'Kimi K2',
    layers: 61,
    hiddenSize: 7168,
    attentionHeads: 64,
    headDim: 192,
    intermediateSize: 18_432,
    moe: {
      experts: 384,
      expertsPerToken: 8,
      expertIntermediateSize: 2048,
      sharedIntermediateSize: 2048,
      denseLayers: 1,
    },
    mla: { kvRank: 512, ropeDim: 64, queryRank: 1536, nopeDim: 128, valueDim: 128 },
    vocabSize: 163_840,
    contextTokens: 131_072,
    nativeDtype: 'fp8-block',
    repository: 'moonshotai/Kimi-K2-Instruct',
    parameters: [1026e9, 32e9],
  },
  'kimi-k2.5': {
    name: 'Kimi K2.5 (text)',
    layers: 61,
    hiddenSize: 7168,
    attentionHeads: 64,
    headDim: 192,
    intermediateSize: 18_432,
    moe: {
      experts: 384,
      expertsPerToken: 8,
      expertIntermediateSize: 2048,
      sharedIntermediateSize: 2048,
      denseLayers: 1,
    },
    mla: { kvRank: 512, ropeDim: 64, queryRank: 1536, nopeDim: 128, valueDim: 128 },
    vocabSize: 163_840,
    contextTokens: 262_144,
    nativeDtype: 'int4',
    repository: 'moonshotai/Kimi-K2.5',
    checkedAgainst: 'the copy of config.json in aiconfigurator, model_configs',
    parameters: [1026e9, 32e9],
  },
});

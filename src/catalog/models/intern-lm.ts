import { models } from './shape.ts';

export const internLm = models({
  'internlm-20b': {
    name: 'InternLM 20B',
    layers: 60,
    hiddenSize: 5120,
    attentionHeads: 40,
    intermediateSize: 13_824,
    vocabSize: 103_168,
    contextTokens: 4096,
    repository: 'internlm/internlm-20b',
    parameters: 20.1e9,
  },
  'internlm2-20b': {
    name: 'InternLM2 20B',
    layers: 48,
    hiddenSize: 6144,
    attentionHeads: 48,
    kvHeads: 8,
    intermediateSize: 16_384,
    vocabSize: 92_544,
    contextTokens: 32_768,
    repository: 'internlm/internlm2-20b',
    checkedAgainst: 'vidur/config/model_config.py of microsoft/vidur',
    parameters: 19.86e9,
  },
});

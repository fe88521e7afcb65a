import { models } from './shape.ts';

const copies = 'the copy of config.json in aiconfigurator, model_configs';

/** Three layers of four attend within a chunk of 8192 tokens: a window of 8192 at most, of half that on average. */
const chunked = { tokens: 8192, layerShare: 3 / 4 };

/** Language models alone: the vision tower (0.8 % of Scout) is not counted, though the published totals hold it. */
export const llama4 = models({
  'llama-4-scout': {
    name: 'Llama 4 Scout 17B-16E (text)',
    layers: 48,
    hiddenSize: 5120,
    attentionHeads: 40,
    kvHeads: 8,
    intermediateSize: 0,
    moe: {
      experts: 16,
      expertsPerToken: 1,
      expertIntermediateSize: 8192,
      sharedIntermediateSize: 8192,
      denseLayers: 0,
    },
    vocabSize: 202_048,
    contextTokens: 10_485_760,
    slidingWindow: chunked,
    repository: 'meta-llama/Llama-4-Scout-17B-16E-Instruct',
    checkedAgainst: copies,
    parameters: [108.64e9, 17e9],
  },
  // Every second layer is dense. The shape keeps their number, which all costs follow from, and not their places.
  'llama-4-maverick': {
    name: 'Llama 4 Maverick 17B-128E (text)',
    layers: 48,
    hiddenSize: 5120,
    attentionHeads: 40,
    kvHeads: 8,
    intermediateSize: 16_384,
    moe: {
      experts: 128,
      expertsPerToken: 1,
      expertIntermediateSize: 8192,
      sharedIntermediateSize: 8192,
      denseLayers: 24,
    },
    vocabSize: 202_048,
    contextTokens: 1_048_576,
    slidingWindow: chunked,
    repository: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct',
    checkedAgainst: copies,
    parameters: [401.58e9, 17e9],
  },
});

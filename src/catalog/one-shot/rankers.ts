import type { TableRankerShape } from '../../physics/kinds/ranker-shape.ts';
import { paper } from '../sources.ts';
import { bertLarge, encoder } from './encoders.ts';
import { checkedCard, modelCard, nothing, textOf } from './sheet.ts';

const dlrm: TableRankerShape = {
  id: 'dlrm-v2',
  name: 'DLRM-DCNv2',
  architecture: 'table-ranker',
  kinds: ['rank'],
  nativeDtype: 'fp16',
  denseFeatures: 13,
  bottomWidths: [512, 256, 128],
  tableRows: [
    40_000_000, 39_060, 17_295, 7424, 20_265, 3, 7122, 1543, 63, 40_000_000, 3_067_956, 405_282, 10,
    2209, 11_938, 155, 4, 976, 14, 40_000_000, 40_000_000, 40_000_000, 590_152, 12_973, 108, 36,
  ],
  lookups: [3, 2, 1, 2, 6, 1, 1, 1, 1, 7, 3, 8, 1, 6, 9, 5, 1, 1, 1, 12, 100, 27, 10, 3, 1, 1],
  embeddingSize: 128,
  crossLayers: 3,
  crossRank: 512,
  topWidths: [1024, 1024, 512, 256, 1],
  defaultJob: nothing,
  // 99 % of them in the tables
  publishedParameters: 26.15e9,
  source: paper(
    'MLPerf’s DLRM-DCNv2 on multi-hot Criteo 1TB (recommendation_v2 of mlcommons/training and TorchRec’s reference): ' +
      'tables of at most 40 M rows of 128, three cross layers of rank 512',
  ),
};

export const rankerModels = {
  'dlrm-v2': dlrm,
  'bge-reranker-v2-m3': encoder({
    ...bertLarge,
    id: 'bge-reranker-v2-m3',
    name: 'BGE reranker v2 M3',
    kinds: ['rank'],
    longestTokens: 8192,
    vocabSize: 250_002,
    defaultJob: textOf(256),
    publishedParameters: 0.568e9,
    source: modelCard('BAAI/bge-reranker-v2-m3', ': XLM-R large'),
  }),
  // Qwen2.5 1.5B, which reads query and document once and scores by the last token
  'mxbai-rerank-large-v2': encoder({
    id: 'mxbai-rerank-large-v2',
    name: 'mxbai rerank large v2',
    kinds: ['rank'],
    layers: 28,
    hiddenSize: 1536,
    intermediateSize: 8960,
    gatedMlp: true,
    keyValueSize: 256,
    causal: true,
    nativeDtype: 'bf16',
    patchPixels: null,
    longestTokens: 32_768,
    vocabSize: 151_936,
    defaultJob: textOf(512),
    publishedParameters: 1.54e9,
    source: checkedCard(
      'config.json of mixedbread-ai/mxbai-rerank-large-v2 on Hugging Face (Qwen2.5 1.5B)',
      'mixedbread.com/docs: 1.5 B parameters, contexts of 8 K to 32 K',
    ),
  }),
};

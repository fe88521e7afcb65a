import type { VisionEncoder } from '../../physics/vision-encoder.ts';
import { models } from './shape.ts';

/**
 * Encoder of Qwen2.5-VL (`vision_config` of the config.json, window_size 112, fullatt_block_indexes 7, 15, 23, 31; limits
 * of its preprocessor_config.json: 4 and 16,384 tokens). Its merger's first matrix is square.
 */
const qwenVision = (intermediateSize: number): VisionEncoder => ({
  name: 'Qwen2.5-VL vision encoder',
  layers: 32,
  hiddenSize: 1280,
  attentionHeads: 16,
  intermediateSize,
  gatedMlp: true,
  patchPixels: 14,
  mergeSide: 2,
  projectorSize: 4 * 1280,
  images: {
    kind: 'native',
    leastPixels: 4 * 28 * 28,
    mostPixels: 16_384 * 28 * 28,
    windowPatches: 8,
    fullLayers: 4,
  },
});

/** Tiles of InternVL3: force_image_size 448, downsample_ratio 0.5, max_dynamic_patch 12, use_thumbnail. */
const internTiles = {
  gatedMlp: false,
  patchPixels: 14,
  mergeSide: 2,
  images: { kind: 'tiles', tilePixels: 448, mostTiles: 12 },
} as const;

const qwen7b = {
  layers: 28,
  hiddenSize: 3584,
  attentionHeads: 28,
  kvHeads: 4,
  intermediateSize: 18_944,
} as const;

const qwen72b = {
  layers: 80,
  hiddenSize: 8192,
  attentionHeads: 64,
  kvHeads: 8,
  intermediateSize: 29_568,
} as const;

/** Decoders that see images; parameters are those of decoder, encoder and projector. */
export const vision = models({
  'qwen2.5-vl-3b': {
    name: 'Qwen2.5-VL 3B',
    layers: 36,
    hiddenSize: 2048,
    attentionHeads: 16,
    kvHeads: 2,
    intermediateSize: 11_008,
    vocabSize: 151_936,
    tiedEmbeddings: true,
    contextTokens: 128_000,
    vision: qwenVision(3420),
    repository: 'Qwen/Qwen2.5-VL-3B-Instruct',
    parameters: 3.755e9,
  },
  'qwen2.5-vl-7b': {
    name: 'Qwen2.5-VL 7B',
    ...qwen7b,
    vocabSize: 152_064,
    contextTokens: 128_000,
    vision: qwenVision(3420),
    repository: 'Qwen/Qwen2.5-VL-7B-Instruct',
    parameters: 8.292e9,
  },
  'qwen2.5-vl-72b': {
    name: 'Qwen2.5-VL 72B',
    ...qwen72b,
    vocabSize: 152_064,
    contextTokens: 128_000,
    vision: qwenVision(3456),
    repository: 'Qwen/Qwen2.5-VL-72B-Instruct',
    parameters: 73.41e9,
  },
  'internvl3-8b': {
    name: 'InternVL3 8B',
    ...qwen7b,
    vocabSize: 151_674,
    contextTokens: 32_768,
    vision: {
      ...internTiles,
      name: 'InternViT 300M',
      layers: 24,
      hiddenSize: 1024,
      attentionHeads: 16,
      intermediateSize: 4096,
      projectorSize: qwen7b.hiddenSize,
    },
    repository: 'OpenGVLab/InternVL3-8B',
    parameters: 7.944e9,
  },
  'internvl3-78b': {
    name: 'InternVL3 78B',
    ...qwen72b,
    vocabSize: 151_674,
    contextTokens: 32_768,
    vision: {
      ...internTiles,
      name: 'InternViT 6B',
      layers: 45,
      hiddenSize: 3200,
      attentionHeads: 25,
      intermediateSize: 12_800,
      projectorSize: qwen72b.hiddenSize,
    },
    repository: 'OpenGVLab/InternVL3-78B',
    parameters: 78.41e9,
  },
});

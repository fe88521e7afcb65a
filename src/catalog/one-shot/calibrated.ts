import type { CalibratedRange } from '../../physics/engine-profile.ts';

/** 311 batches of ML.ENERGY v3: PixArt-Σ, SD 3.5 medium, Wan 2.1. */
export const diffusersRange: CalibratedRange = {
  chips: ['h100-sxm', 'b200'],
  weights: ['bf16'],
  tensor: [1, 2, 4, 8],
  models: ['diffusion'],
  sequences: 32,
  contextTokens: null,
  promptTokens: null,
  errors: {},
};

/** BERT large and ResNet-50 of MLPerf Inference v4.1, whose batches are not published. */
export const tensorrtRange: CalibratedRange = {
  chips: ['h100-sxm'],
  weights: ['fp8', 'int8'],
  tensor: [1],
  models: ['encoder', 'residual-network'],
  sequences: null,
  contextTokens: null,
  promptTokens: null,
  errors: {
    weights: 'SDXL in 16 bits, left out, was 25 % too fast',
    model: 'SDXL in 16 bits, left out, was 25 % too fast',
  },
};

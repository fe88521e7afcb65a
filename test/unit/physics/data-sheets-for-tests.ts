import type { Accelerator, Link, ModelShape } from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import type { PrefillBatch } from '../../../src/physics/step-model.ts';

const source = { kind: 'data-sheet', text: 'for tests', verified: false } as const;

const unmeasured: Accelerator = {
  id: 'h100-sxm',
  name: 'H100 SXM',
  vendor: 'NVIDIA',
  year: 2022,
  memoryBytes: 80 * 2 ** 30,
  memoryBandwidth: 3.35e12,
  peak: { fp32: 67e12, tf32: 495e12, bf16: 989e12, fp16: 989e12, fp8: 1979e12, int8: 1979e12 },
  boardWatts: 700,
  idleWatts: 75,
  link: 'nvlink4',
  chipsPerNode: 8,
  sources: {},
};

export const h100: Accelerator = {
  ...unmeasured,
  power: { awake: 0.33, memory: 0.38, compute: 1, sampling: 0.5 },
};

/** Nobody measured its power. */
export const t4: Accelerator = {
  ...unmeasured,
  id: 't4',
  name: 'T4',
  memoryBytes: 16e9,
  memoryBandwidth: 0.32e12,
  peak: { fp32: 8.1e12, fp16: 65e12, int8: 130e12 },
  boardWatts: 70,
  idleWatts: 10,
};

export const nvlink: Link = {
  id: 'nvlink4',
  name: 'NVLink 4',
  alphaSeconds: 4.5e-6,
  directBandwidth: 300e9,
  launchSeconds: 5e-6,
  hopSeconds: 1e-6,
  rampSeconds: 12e-6,
  bandwidth: 360e9,
  hostLaunchSeconds: 23e-6,
  sources: {},
};

export const profile: EngineProfile = {
  id: 'test-engine',
  name: 'Test engine',
  collectives: 'custom',
  apiSeconds: 0,
  hostSecondsPerLayer: 95e-6,
  hostSecondsPerStep: 0.5e-3,
  hostSecondsPerSequence: 5e-6,
  reserveBytes: 3.9e9,
  gemmEfficiency: 0.7,
  attentionEfficiency: 0.55,
  memoryEfficiency: 0.75,
  sources: {},
};

export const llama70b: ModelShape = {
  id: 'llama-3.1-70b',
  name: 'Llama 3.1 70B',
  layers: 80,
  hiddenSize: 8192,
  attentionHeads: 64,
  kvHeads: 8,
  headDim: 128,
  intermediateSize: 28672,
  vocabSize: 128256,
  tiedEmbeddings: false,
  gatedMlp: true,
  contextTokens: 131072,
  nativeDtype: 'bf16',
  publishedParameters: { total: 70.6e9, active: 70.6e9 },
  source,
};

export const llama405b: ModelShape = {
  ...llama70b,
  id: 'llama-3.1-405b',
  layers: 126,
  hiddenSize: 16384,
  attentionHeads: 128,
  intermediateSize: 53248,
  publishedParameters: { total: 405.9e9, active: 405.9e9 },
};

export const deepseekV3: ModelShape = {
  id: 'deepseek-v3',
  name: 'DeepSeek-V3',
  layers: 61,
  hiddenSize: 7168,
  attentionHeads: 128,
  kvHeads: 128,
  headDim: 128,
  intermediateSize: 18432,
  vocabSize: 129280,
  tiedEmbeddings: false,
  gatedMlp: true,
  contextTokens: 163840,
  nativeDtype: 'fp8',
  moe: {
    experts: 256,
    expertsPerToken: 8,
    expertIntermediateSize: 2048,
    sharedIntermediateSize: 2048,
    denseLayers: 3,
  },
  mla: { kvRank: 512, ropeDim: 64, queryRank: 1536, nopeDim: 128, valueDim: 128 },
  publishedParameters: { total: 671e9, active: 37e9 },
  source,
};

/** Llama 3.1 70B in fp8 on four H100s. */
export const chatbot: RooflineInput = {
  accelerator: h100,
  link: nvlink,
  model: llama70b,
  profile,
  tensor: 4,
  pipeline: 1,
  data: 1,
  expert: 1,
  expertLoadCv: 0.5,
  weights: 'fp8',
  activations: 'fp8',
  kvCache: 'bf16',
};

/** One prompt's chunk of `tokens` on `cached`, its last. */
export function prompt(tokens: number, cached = 0): PrefillBatch {
  return {
    sequences: 1,
    tokens,
    cachedTokens: cached,
    attentionPairs: tokens * cached + (tokens * (tokens + 1)) / 2,
    finishing: 1,
  };
}

export const nothing: PrefillBatch = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

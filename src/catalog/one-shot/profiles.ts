import type { Source } from '../../physics/data-sheets.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import { assumed, type Cited, fitted } from '../sources.ts';
import { diffusersRange, tensorrtRange } from './calibrated.ts';

type Figures = Omit<OneShotProfile, 'id' | 'name' | 'sources' | 'calibrated'>;

function oneShotProfile(
  id: string,
  name: string,
  figures: { readonly [Key in keyof Figures]: Cited<number> },
): OneShotProfile {
  const values: Partial<Record<keyof Figures, number>> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries(figures)) {
    values[key as keyof Figures] = value;
    sources[key] = source;
  }
  return { id, name, ...(values as Figures), sources };
}

const rows = assumed('three quarters of what streams reach, for rows of 128 to 512 bytes');

const eager = fitted(
  'mean batch latency of PixArt-Σ, SD 3.5 medium and Wan 2.1 1.3B under xDiT and diffusers, 1 to 8 H100 and B200, 311 rows ' +
    '(ML.ENERGY v3), nine coefficients together: median error 7 %, 90th 22 %; fitted without PixArt-Σ, on its rows 26 % and ' +
    '47 %; without SD 3.5 medium 18 % and 27 %; without Wan 2.1 10 % and 18 %',
);

const watts = fitted(
  'mean watts of the same 311 rows, given their measured times, beside the shares of memory and compute that were fitted to ' +
    'language models on each chip: median error 9.3 %, 90th 21 %; fitted without PixArt-Σ, on its rows 12 % and 26 %, ' +
    'without SD 3.5 10 % and 20 %, without Wan 8 % and 24 %, without the H100 10 % and 22 %, without the B200 11 % and 24 %. ' +
    'With the chip’s own awake share for kernels 37 % and 54 %: kernels that are not fused draw for what they do not use',
);

/** PyTorch without compilation, as in Hugging Face diffusers; several chips as in xDiT. */
const diffusers = oneShotProfile('diffusers', 'diffusers and xDiT', {
  productEfficiency: [0.237, eager],
  convolutionEfficiency: [0.16, eager],
  attentionEfficiency: [0.269, eager],
  newerChipShare: [0.59, eager],
  memoryEfficiency: [0.8, assumed('as fitted for decoder-only models')],
  gatherEfficiency: [0.6, rows],
  unfusedShare: [0.465, eager],
  launchSeconds: [85e-6, eager],
  hostSecondsPerBatch: [1e-3, assumed('start of a pipeline')],
  hostSecondsPerItem: [1e-3, assumed('start and end of one item')],
  ringSeconds: [305e-6, eager],
  fillValues: [2.05e6, eager],
  exchangePasses: [0.57, eager],
  reserveBytes: [2e9, assumed('context, workspaces and fragmentation')],
  waitShare: [0.045, watts],
  kernelShare: [0.607, watts],
});

const compiled = fitted(
  'best offline throughput of MLPerf Inference v4.1, closed, H100 SXM: BERT large and ResNet-50 in 8 bits, one coefficient ' +
    'each, within 1 %; SDXL in 16 bits was left out: 9 % too fast, its clock lowered at its board’s limit',
);

/** Engines built ahead of time, with fused operators and CUDA graphs. */
const tensorrt = oneShotProfile('tensorrt', 'TensorRT', {
  productEfficiency: [0.84, compiled],
  convolutionEfficiency: [0.88, compiled],
  attentionEfficiency: [0.57, assumed('as fitted for decoder-only models')],
  newerChipShare: [1, assumed('engines are built for the chip')],
  memoryEfficiency: [0.8, assumed('as fitted for decoder-only models')],
  gatherEfficiency: [0.6, rows],
  unfusedShare: [0.1, assumed('most passes are fused into the operators beside them')],
  launchSeconds: [3e-6, assumed('one kernel of a CUDA graph')],
  hostSecondsPerBatch: [0.1e-3, assumed('one graph launch and its copies')],
  hostSecondsPerItem: [0, assumed('overlaps with the chip')],
  fillValues: [0.5e6, assumed('half a wave of 128 × 128 tiles on some 60 to 130 units')],
  ringSeconds: [20e-6, assumed('a few kernels')],
  exchangePasses: [4, assumed('packing and unpacking')],
  reserveBytes: [2e9, assumed('context and workspaces')],
  waitShare: [0.045, assumed('as fitted for diffusers')],
});

const bound = assumed('an upper bound: nothing but the data sheet');
const ideal = oneShotProfile('ideal', 'ideal engine', {
  productEfficiency: [1, bound],
  convolutionEfficiency: [1, bound],
  attentionEfficiency: [1, bound],
  newerChipShare: [1, bound],
  memoryEfficiency: [1, bound],
  gatherEfficiency: [1, bound],
  unfusedShare: [0, bound],
  launchSeconds: [0, bound],
  hostSecondsPerBatch: [0, bound],
  hostSecondsPerItem: [0, bound],
  fillValues: [0, bound],
  ringSeconds: [0, bound],
  exchangePasses: [0, bound],
  reserveBytes: [0, bound],
  waitShare: [0.045, assumed('as fitted for diffusers')],
});

/** Engines for models that answer in one shot, by id. */
export const oneShotProfiles = {
  tensorrt: { ...tensorrt, calibrated: tensorrtRange },
  diffusers: { ...diffusers, calibrated: diffusersRange },
  ideal,
} as const satisfies Readonly<Record<string, OneShotProfile>>;

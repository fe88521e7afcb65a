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
    '(ML.ENERGY v3), seven coefficients together, given that of products: median error 7 %, 90th 21 %; fitted without ' +
    'PixArt-Σ, on its rows 14 % and 29 %; without SD 3.5 medium 14 % and 41 %; without Wan 2.1 18 % and 27 %',
);

const products = fitted(
  'GEMMs in bf16 on an H100 that sum over 1,536 values, as wide as the models whose batches were fitted: median of 1,000 to 8,192 ' +
    'rows and 1,024 to 6,144 columns, 0.68 (aiconfigurator). Fitted to the batches, too, it is 0.24 at 85 µs per operator, for ' +
    'passes over memory take as long as slow products would in models of that width alone: FLUX.1, twice as wide, took a quarter longer',
);

const convolutions = fitted(
  'the same batches, fitted beside products: only the decoders at the end convolve',
);

const watts = fitted(
  'mean watts of the same batches at their predicted times, beside the shares of memory and compute that were fitted to language ' +
    'models on each chip: median error 12 %, 90th 25 %. With the chip’s own awake share for kernels 37 % and 54 % (when products ' +
    'were slower): kernels that are not fused draw for what they do not use',
);

/** PyTorch without compilation, as in Hugging Face diffusers; several chips as in xDiT. */
const diffusers = oneShotProfile('diffusers', 'diffusers and xDiT', {
  productEfficiency: [0.7, products],
  convolutionEfficiency: [0.16, convolutions],
  attentionEfficiency: [0.303, eager],
  newerChipShare: [0.505, eager],
  memoryEfficiency: [0.8, assumed('as fitted for decoder-only models')],
  gatherEfficiency: [0.6, rows],
  passShare: [2.78, eager],
  launchSeconds: [20.9e-6, eager],
  hostSecondsPerBatch: [1e-3, assumed('start of a pipeline')],
  hostSecondsPerItem: [1e-3, assumed('start and end of one item')],
  ringSeconds: [295e-6, eager],
  fillValues: [4.5e6, eager],
  exchangePasses: [0.645, eager],
  reserveBytes: [2e9, assumed('context, workspaces and fragmentation')],
  waitShare: [0.045, watts],
  kernelShare: [0.54, watts],
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
  passShare: [0.1, assumed('most passes are fused into the operators beside them')],
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
  passShare: [0, bound],
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

import type { KernelFit, KernelLibrary } from '../../physics/data-sheets.ts';

/**
 * Experts whose int4 weights are widened to 16 bits: four times as slow as their bytes and FLOPs. On the A100 as on the
 * H100 (assumed).
 */
const widened = { int4: { efficiency: 0.109, stream: 0.187 } } as const;

/** Before 4-bit units, MXFP4 is widened too. */
const widenedToo = {
  ...widened,
  fp4: { efficiency: 0.3, stream: 0.95 },
} as const;

/** Multiplied as it is by 8 bits: as other narrow experts, started sooner (fused kernels with routing inside). */
const asItIs = {
  ...widened,
  fp4: { efficiency: 0.55, stream: 0.95, launchSeconds: 11e-6 },
} as const;

/** On the H100; other chips alike (assumed). */
const blockScaled = {
  gemmEfficiency: 0.49,
  gemmLaunchSeconds: 12.9e-6,
  weightStream: 0.73,
  walkSeconds: 2.9e-9,
  expertEfficiency: 0.357,
  expertLaunchSeconds: 43e-6,
} as const;

/** NVIDIA's kernels before warp-group products: A100. What is narrow (int8) has the H100's ratio to 16 bits (assumed). */
const ampere: KernelFit = {
  gemmEfficiency: { wide: 0.887, narrow: 0.573 },
  gemmLaunchSeconds: { wide: 5e-6, narrow: 7e-6 },
  expertEfficiency: { wide: 0.36, narrow: 0.33 },
  expertsWidened: widenedToo,
  blockScaled,
  expertLaunchSeconds: { wide: 55e-6, narrow: 58e-6 },
  weightStream: 0.731,
  expertStream: 0.88,
  passStream: 0.6,
  paddingRows: 81,
  tailTiles: 0.097,
  passLaunchSeconds: 4e-6,
  promptEfficiency: 0.57,
  promptPaddingKeys: 215,
  attentionLaunchSeconds: 16.6e-6,
  cacheStream: { wide: 0.743, narrow: 0.65 },
  sequenceHeadSeconds: 2.83e-6,
};

const hopper: KernelFit = {
  gemmEfficiency: { wide: 0.821, narrow: 0.53 },
  gemmLaunchSeconds: { wide: 3.6e-6, narrow: 5.6e-6 },
  expertEfficiency: { wide: 0.6, narrow: 0.55 },
  expertsWidened: widenedToo,
  blockScaled,
  expertLaunchSeconds: { wide: 33e-6, narrow: 35.5e-6 },
  weightStream: 0.855,
  expertStream: 0.95,
  passStream: 0.6,
  paddingRows: 81,
  tailTiles: 0.097,
  passLaunchSeconds: 3e-6,
  promptEfficiency: 0.758,
  promptPaddingKeys: 433,
  attentionLaunchSeconds: 9.6e-6,
  cacheStream: { wide: 0.911, narrow: 0.802 },
  sequenceHeadSeconds: 2.58e-6,
};

/** Of CPUs: all assumed, for no kernels were at hand to fit. A barrier of all cores starts each product. */
const cpu: KernelFit = {
  gemmEfficiency: { wide: 0.6, narrow: 0.5 },
  gemmLaunchSeconds: { wide: 8e-6, narrow: 8e-6 },
  expertEfficiency: { wide: 0.5, narrow: 0.4 },
  expertsWidened: widenedToo,
  blockScaled,
  expertLaunchSeconds: { wide: 20e-6, narrow: 20e-6 },
  weightStream: 0.8,
  expertStream: 0.75,
  passStream: 0.6,
  // tiles of matrix units are 16 rows high
  paddingRows: 8,
  tailTiles: 0.01,
  passLaunchSeconds: 5e-6,
  promptEfficiency: 0.4,
  promptPaddingKeys: 16,
  attentionLaunchSeconds: 10e-6,
  cacheStream: { wide: 0.7, narrow: 0.6 },
  sequenceHeadSeconds: 5e-6,
};

const cores = { 'xeon-8592': 64, 'xeon-6980p': 128, 'epyc-9755': 128, grace: 72 } as const;

const processorsOf = {
  ampere: {
    'v100-32gb': 80,
    t4: 40,
    'a100-40gb': 108,
    'a100-80gb': 108,
    'a100-pcie-80gb': 108,
    a10g: 80,
    a30: 56,
    a40: 84,
    'rtx-3090': 82,
    'jetson-agx-orin': 16,
  },
  hopper: {
    'h100-sxm': 132,
    'h100-pcie': 114,
    'h100-nvl': 132,
    h200: 132,
    h20: 78,
    gh200: 132,
    l4: 58,
    l40s: 142,
    'rtx-4090': 128,
    'rtx-6000-ada': 142,
  },
  blackwell: {
    b200: 148,
    gb200: 148,
    b300: 148,
    gb300: 148,
    'jetson-agx-thor': 20,
    'rtx-pro-6000': 188,
    'rtx-5090': 170,
  },
} as const;

function chipsOf(fit: KernelFit, processors: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    Object.entries(processors).map(([id, count]) => [id, { fit, processors: count }]),
  );
}

/** Nothing was measured of the block-scaled products of SGLang and TensorRT-LLM: as quick to start as others (assumed). */
const ownBlocks = { ...blockScaled, gemmLaunchSeconds: 5.6e-6, walkSeconds: 0 };

function libraryOf(
  id: string,
  layout: Pick<KernelLibrary, 'quantisesApart' | 'blockFilledRows'>,
  older: KernelFit,
  newer: KernelFit,
): KernelLibrary {
  return {
    id,
    ...layout,
    chips: {
      ...chipsOf(older, processorsOf.ampere),
      ...chipsOf(newer, processorsOf.hopper),
      // Multiplies 4 bits by 8 as they are; else as the Hopper generation (assumed).
      ...chipsOf({ ...newer, expertsWidened: asItIs }, processorsOf.blackwell),
      ...chipsOf(cpu, cores),
    },
    otherwise: { fit: newer, processors: 132 },
  };
}

/** vLLM's kernels. Chips that were not measured have the fit of the nearer generation (assumed). */
export const kernels = libraryOf(
  'vllm-kernels',
  // Its layout aligns every expert that a chip holds to 128 rows and multiplies them all.
  { quantisesApart: true, blockFilledRows: 127 },
  ampere,
  hopper,
);

/** SGLang's kernels: vLLM's, but for products that scale by blocks. */
export const sglangKernels = libraryOf(
  'sglang-kernels',
  { quantisesApart: true, blockFilledRows: 0 },
  { ...ampere, blockScaled: ownBlocks },
  { ...hopper, blockScaled: ownBlocks },
);

/** TensorRT-LLM's kernels: vLLM's, but for products in 8 bits and reading a narrow cache. */
export const tensorrtKernels = libraryOf(
  'tensorrt-llm-kernels',
  { quantisesApart: false, blockFilledRows: 0 },
  { ...ampere, blockScaled: ownBlocks },
  {
    ...hopper,
    blockScaled: ownBlocks,
    gemmEfficiency: { wide: 0.821, narrow: 0.66 },
    gemmLaunchSeconds: { wide: 3.6e-6, narrow: 3.6e-6 },
    cacheStream: { wide: 0.911, narrow: 0.911 },
  },
);

import type { Accelerator, Dtype, WeightFormat } from './data-sheets.ts';
import { bytesPerElement } from './dtype.ts';
import type { EngineProfile } from './engine-profile.ts';

/** What kind of kernel an operator runs: a product, experts' grouped product, a pass over bytes, attention. */
export type KernelKind = 'gemm' | 'experts' | 'pass' | 'prompt' | 'decode';

/** What one kind of kernel reaches on one chip, in one format. */
export interface KernelRates {
  /** Share of the format's peak, ≤ 1. */
  readonly efficiency: number;
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of one launch, however small its work. */
  readonly launchSeconds: number;
  /** Of a tile, per element of the shared dimension; 0 where that never counts. */
  readonly walkSeconds: number;
}

/**
 * Time that 8-bit and narrower products lose beside the multiplications, relative to what 16-bit ones lose, where no
 * kernels were measured: 1/η(narrow) − 1 = this × (1/η(16 bits) − 1). From GEMMs measured on the H100: .48 of peak in
 * fp8 against .76 in bf16. An ideal engine (η = 1) loses nothing.
 */
const narrowLoss = 3.4;

/** Rows that a product is padded by, per unit of 1 − η, where no kernels were measured. From the same GEMMs. */
const paddingPerLoss = 170;

/** Edge of the tile that `tailTiles` counts. */
const tileEdge = 128;

/** Rates before the chip: the stream is a share of its bandwidth. */
type Rates = Pick<KernelRates, 'efficiency' | 'launchSeconds' | 'walkSeconds'> & {
  readonly stream: number;
};

/** The kernels of one profile on one chip. */
export interface Kernels {
  /** Of products in `dtype`; with `weights`, of those whose weights are stored in that format. */
  readonly rates: (dtype: Dtype, kind: KernelKind, weights?: WeightFormat) => KernelRates;
  /**
   * Rows that a product of `outputs` columns is padded by; at most a share of `ridgeRows`, at which multiplying takes
   * as long as reading the weights: else one token would keep a chip from its memory's speed.
   */
  readonly paddingRows: (outputs: number, ridgeRows: number) => number;
  /** True when a grouped product's reading of weights and its multiplications follow one another. */
  readonly expertsInTurn: boolean;
  /** Rows that each expert which a chip holds is filled up with, touched or not, by the format of its weights. */
  readonly filledRows: (weights: WeightFormat) => number;
  readonly promptPaddingKeys: number;
  /** Seconds of one KV head of one decoding sequence, whatever its context, spread over the chip's processors. */
  readonly sequenceHeadSeconds: number;
  readonly cacheBytesPerSecond: (kvCache: Dtype) => number;
}

/** Measured kernels where the profile has them, else shares of peak and bandwidth and nothing beside. */
export function kernelsOf(accelerator: Accelerator, profile: EngineProfile): Kernels {
  return profile.kernels === undefined
    ? constantKernels(accelerator, profile)
    : measuredKernels(accelerator, profile, profile.kernels);
}

function constantKernels(accelerator: Accelerator, profile: EngineProfile): Kernels {
  const bytesPerSecond = accelerator.memoryBandwidth * profile.memoryEfficiency;
  const loss = 1 / profile.gemmEfficiency - 1;
  const rates = (dtype: Dtype, kind: KernelKind): KernelRates => {
    const efficiency =
      kind === 'prompt' || kind === 'decode'
        ? profile.attentionEfficiency
        : 1 / (1 + loss * (bytesPerElement(dtype) < 2 ? narrowLoss : 1));
    const flopsPerSecond = (accelerator.peak[dtype] ?? 0) * efficiency;
    return { efficiency, flopsPerSecond, bytesPerSecond, launchSeconds: 0, walkSeconds: 0 };
  };
  const paddingRows = paddingPerLoss * (1 - profile.gemmEfficiency);
  return {
    rates,
    // A chip whose ridge is low has small tiles.
    paddingRows: (_, ridgeRows) => Math.min(paddingRows, ridgeRows / 4),
    expertsInTurn: false,
    filledRows: () => 0,
    promptPaddingKeys: 0,
    sequenceHeadSeconds: 0,
    cacheBytesPerSecond: () => bytesPerSecond,
  };
}

function measuredKernels(
  accelerator: Accelerator,
  profile: EngineProfile,
  library: NonNullable<EngineProfile['kernels']>,
): Kernels {
  const { partOf } = accelerator;
  // An inline sheet that starts from a chip of the catalog keeps its kernels, and so does an instance of a chip.
  const id = partOf?.chip ?? accelerator.id.replace(/-custom$/, '');
  const { fit, ...whole } = library.chips[id] ?? library.otherwise;
  const processors = partOf?.processors ?? whole.processors;
  const { gemmEfficiency, attentionEfficiency, memoryEfficiency } = profile;
  const share = (kind: KernelKind, width: 'wide' | 'narrow'): number => {
    if (kind === 'prompt' || kind === 'decode') return attentionEfficiency * fit.promptEfficiency;
    return gemmEfficiency * (kind === 'experts' ? fit.expertEfficiency : fit.gemmEfficiency)[width];
  };
  const launch = (kind: KernelKind, width: 'wide' | 'narrow'): number => {
    if (kind === 'gemm') return fit.gemmLaunchSeconds[width];
    if (kind === 'experts') return fit.expertLaunchSeconds[width];
    return kind === 'pass' ? fit.passLaunchSeconds : fit.attentionLaunchSeconds;
  };
  const bandwidth = accelerator.memoryBandwidth * memoryEfficiency;
  const streamOf = (kind: KernelKind): number => {
    if (kind === 'experts') return fit.expertStream;
    return kind === 'pass' ? fit.passStream : fit.weightStream;
  };
  const { blockScaled } = fit;
  const special = (dtype: Dtype, kind: KernelKind, weights: WeightFormat): Partial<Rates> => {
    if (weights === 'fp8-block') {
      if (dtype !== 'fp8') return {};
      const { gemmLaunchSeconds, expertLaunchSeconds, weightStream, walkSeconds } = blockScaled;
      const efficiency =
        gemmEfficiency * blockScaled[`${kind === 'experts' ? 'expert' : 'gemm'}Efficiency`];
      return kind === 'experts'
        ? { efficiency, launchSeconds: expertLaunchSeconds }
        : { efficiency, stream: weightStream, launchSeconds: gemmLaunchSeconds, walkSeconds };
    }
    const widens = kind === 'experts' && bytesPerElement(weights) < bytesPerElement(dtype);
    const widened = widens ? fit.expertsWidened[weights] : undefined;
    if (widened === undefined) return {};
    const { efficiency, ...others } = widened;
    return { efficiency: gemmEfficiency * efficiency, ...others };
  };
  const rates = (dtype: Dtype, kind: KernelKind, weights: WeightFormat = dtype): KernelRates => {
    const width = widthOf(dtype);
    const { efficiency, stream, launchSeconds, walkSeconds } = {
      efficiency: share(kind, width),
      stream: streamOf(kind),
      launchSeconds: launch(kind, width),
      walkSeconds: 0,
      ...special(dtype, kind, weights),
    };
    return {
      efficiency,
      flopsPerSecond: (accelerator.peak[dtype] ?? 0) * efficiency,
      bytesPerSecond: bandwidth * stream,
      launchSeconds,
      walkSeconds,
    };
  };
  return {
    rates,
    paddingRows: (outputs, ridgeRows) => {
      const tail = (fit.tailTiles * processors * tileEdge ** 2) / outputs;
      return Math.min(fit.paddingRows + tail, ridgeRows);
    },
    expertsInTurn: true,
    filledRows: (weights) => (weights === 'fp8-block' ? library.blockFilledRows : 0),
    promptPaddingKeys: fit.promptPaddingKeys,
    sequenceHeadSeconds: fit.sequenceHeadSeconds / processors,
    cacheBytesPerSecond: (kvCache) => bandwidth * fit.cacheStream[widthOf(kvCache)],
  };
}

function widthOf(dtype: Dtype): 'wide' | 'narrow' {
  return bytesPerElement(dtype) < 2 ? 'narrow' : 'wide';
}

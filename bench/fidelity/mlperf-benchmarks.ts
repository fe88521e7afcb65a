import type { Played } from './scenario-text.ts';

/** Lengths of prompts, as a lognormal law. */
export interface Prompts {
  readonly mean: number;
  readonly cv: number;
  readonly max: number;
}

/** A benchmark as far as the results do not say it: what it runs, and the lengths of its data set. */
export interface Benchmark {
  readonly kind: string;
  readonly promptTokens: Prompts | null;
  /** Where a row gives no tokens per second. */
  readonly outputMean: number;
  /**
   * Beams of its search, 1 when absent. A sample of k beams is played as k requests with a k-th of its prompt each: as
   * many sequences decode, and the prompt is computed and cached once. The beams' reads of the shared prompt are missed.
   */
  readonly beams?: number;
  /** Of a kind that answers in one shot: how it is served. */
  readonly oneShot?: {
    readonly batch: number;
    readonly precision: 'fp8' | 'int8' | 'bf16';
    /** The benchmark's bound on the 99th percentile of a server's latency. */
    readonly boundSeconds: number;
    /** How long a server lets a batch wait; absent: half of that. */
    readonly delaySeconds?: number;
  };
  /** Board limit of NVIDIA's submissions for power (MaxQ), where known: on H100, else on H200. */
  readonly maxQWatts?: readonly [h100: number, other: number];
  /** Items that a request brings, where a batch counts them. */
  readonly itemsMean?: number;
  readonly job?: Played['job'];
}

/** Benchmarks that this version does not have, and why. */
export const outside: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^3d-unet/, '3D-UNet marks volumes voxel by voxel: no kind of workload does that'],
  [/^rnnt/, 'RNN-T is a recurrent network: the catalog has transformers and convolutions'],
];

/** Lengths by data set (assumed: means as its rules and reference runs have them, the law is ours). */
const promptsOf = (mean: number, max: number): Prompts => ({ mean, cv: 0.8, max });

/**
 * Batches and formats of the kinds that answer in one shot (assumed: results name neither): powers of two that stay
 * well inside the benchmarks' latency bounds; images in 16 bits. A server is tuned to its bound: it lets a batch wait for
 * half of it.
 */
const classes = { kind: 'classify', promptTokens: null, outputMean: 0 } as const;
const served = (
  kind: string,
  batch: number,
  precision: NonNullable<Benchmark['oneShot']>['precision'],
  boundSeconds: number,
) => ({ kind, oneShot: { batch, precision, boundSeconds } });
/** As NVIDIA's submissions to v4.1 have it (closed/NVIDIA/configs of the results' repository), which others submit too. */
const images: Benchmark = {
  kind: 'denoise',
  promptTokens: null,
  outputMean: 0,
  oneShot: {
    batch: 8,
    precision: 'bf16',
    boundSeconds: 20,
    delaySeconds: 5,
  },
  maxQWatts: [350, 450],
};
const resnet: Benchmark = {
  ...classes,
  oneShot: {
    batch: 256,
    precision: 'int8',
    boundSeconds: 0.015,
  },
  maxQWatts: [300, 300],
};
const bert: Benchmark = {
  ...classes,
  oneShot: {
    batch: 256,
    precision: 'fp8',
    boundSeconds: 0.13,
  },
  maxQWatts: [400, 400],
};

export const benchmarks: readonly (readonly [pattern: RegExp, Benchmark])[] = [
  // Open Orca, prompts and answers of at most 1024 tokens
  [
    /^llama2-70b/,
    {
      kind: 'generate',
      promptTokens: promptsOf(294, 1024),
      outputMean: 294,
      maxQWatts: [450, 500],
    },
  ],
  // CNN and Daily Mail, prompts of at most 1919 tokens, answers of at most 128
  [
    /^gptj/,
    {
      kind: 'generate',
      promptTokens: promptsOf(870, 1919),
      outputMean: 69,
      beams: 4,
      maxQWatts: [350, 350],
    },
  ],
  // Open Orca, GSM8K and MBXP in equal parts
  [
    /^mixtral-8x7b/,
    {
      kind: 'generate',
      promptTokens: promptsOf(200, 2048),
      outputMean: 144,
      maxQWatts: [500, 500],
    },
  ],
  [/^(stable-diffusion|sdxl)/, images],
  [/^resnet/, resnet],
  [/^bert/, bert],
  [/^retinanet/, { ...classes, ...served('detect', 64, 'int8', 0.1) }],
  // queries of 100 to 700 candidates, 270 in the mean: a batch is counted in candidates
  [/^dlrm/, { ...classes, ...served('rank', 65_536, 'int8', 0.06), itemsMean: 270 }],
  // LibriSpeech, put together to recordings of up to 30 s: one window each
  [
    /^whisper/,
    { ...classes, ...served('transcribe', 64, 'bf16', 1), itemsMean: 1, job: { audioSeconds: 30 } },
  ],
];

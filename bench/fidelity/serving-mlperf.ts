import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import { kvTokensOf, play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import type { Length, Played } from './scenario-text.ts';
import { milliseconds } from './steps-splitwise.ts';

/** Lengths of prompts, as a lognormal law. */
interface Prompts {
  readonly mean: number;
  readonly cv: number;
  readonly max: number;
}

/** A benchmark as far as the results do not say it: what it runs, and the lengths of its data set. */
interface Benchmark {
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
  };
  /** Items that a request brings, where a batch counts them. */
  readonly itemsMean?: number;
  readonly job?: Played['job'];
}

/** Benchmarks that this version does not have, and why. */
const outside: readonly (readonly [pattern: RegExp, reason: string])[] = [
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
const images: Benchmark = {
  kind: 'denoise',
  promptTokens: null,
  outputMean: 0,
  oneShot: { batch: 8, precision: 'bf16', boundSeconds: 20 },
};

const benchmarks: readonly (readonly [pattern: RegExp, Benchmark])[] = [
  // Open Orca, prompts and answers of at most 1024 tokens
  [/^llama2-70b/, { kind: 'generate', promptTokens: promptsOf(294, 1024), outputMean: 294 }],
  // CNN and Daily Mail, prompts of at most 1919 tokens, answers of at most 128
  [/^gptj/, { kind: 'generate', promptTokens: promptsOf(870, 1919), outputMean: 69, beams: 4 }],
  // Open Orca, GSM8K and MBXP in equal parts
  [/^mixtral-8x7b/, { kind: 'generate', promptTokens: promptsOf(200, 2048), outputMean: 144 }],
  [/^(stable-diffusion|sdxl)/, images],
  [/^resnet/, { ...classes, oneShot: { batch: 256, precision: 'int8', boundSeconds: 0.015 } }],
  [/^bert/, { ...classes, oneShot: { batch: 256, precision: 'fp8', boundSeconds: 0.13 } }],
  [/^retinanet/, { ...classes, ...served('detect', 64, 'int8', 0.1) }],
  // queries of 100 to 700 candidates, 270 in the mean: a batch is counted in candidates
  [/^dlrm/, { ...classes, ...served('rank', 65_536, 'int8', 0.06), itemsMean: 270 }],
  // LibriSpeech, put together to recordings of up to 30 s: one window each
  [
    /^whisper/,
    { ...classes, ...served('transcribe', 64, 'bf16', 1), itemsMean: 1, job: { audioSeconds: 30 } },
  ],
];

const outputCv = 0.7;
/** Samples of an offline run per chip: enough that the first and the last batch hardly count. */
const offlinePerChip = 1500;
/** Arrivals of a server run last this long, some times the latency of a long answer, or for as many samples per chip. */
const serverSeconds = 240;
const serverPerChip = 2500;
const maxSequences = 1024;
/** Mean requests that a replica must have room for before its layout is taken. */
const leastBatch = 256;

function benchmarkOf(row: DataRow): Benchmark {
  const name = row.text('benchmark');
  const reason = outside.find(([pattern]) => pattern.test(name))?.[1];
  if (reason !== undefined) throw new Skip(reason);
  const found = benchmarks.find(([pattern]) => pattern.test(name));
  if (found === undefined) throw new Skip(`benchmark ${name} is not known`);
  return found[1];
}

/** A law of prompts with a share of their tokens. */
function part({ mean, cv, max }: Prompts, beams: number): Length {
  return { distribution: 'lognormal', mean: mean / beams, cv, max: Math.ceil(max / beams) };
}

/** Submitters tune what they submit: a framework without a profile is played as the leanest of them (assumed). */
function profileOf(framework: string): ReturnType<typeof profileId> {
  try {
    return profileId(framework);
  } catch {
    return 'tensorrt-llm';
  }
}

/**
 * Results name neither layout nor precision: 8-bit floating where the chip has it (the closed division's usual choice),
 * and the fewest chips per replica, a power of two, that hold the weights and the cache of {@link leastBatch} requests.
 */
function playedAs(row: DataRow): Played {
  const benchmark = benchmarkOf(row);
  const accelerator = acceleratorId(row.text('accelerator'));
  const chips = row.count('n_accelerators', 1);
  const model = modelId(row.text('benchmark'));
  const profile = profileOf(row.text('framework'));
  const samples = row.number('samples_per_s');
  const tokens = row.maybe('tokens_per_s');
  const outputMean = tokens === null ? benchmark.outputMean : tokens / samples;
  const server = row.text('scenario') === 'Server';
  const beams = benchmark.beams ?? 1;
  const rate = server ? row.number('scheduled_samples_per_s') : 0;
  const samplesPlayed = server
    ? Math.min(serverSeconds * rate, serverPerChip * chips)
    : offlinePerChip * chips;
  const requests = beams * Math.max(1, Math.round(samplesPlayed));
  const played = (tensor: number): Played => ({
    name: server ? 'server' : 'offline',
    kind: benchmark.kind,
    model,
    accelerator,
    replicas: chips / tensor,
    parallelism: { tensor },
    precision: precisionOf('fp8', accelerator, profile),
    engine: { profile, maxSequences, memoryUtilization: 0.95 },
    arrivals: server
      ? { process: 'poisson', rate: beams * rate }
      : { process: 'closed-loop', concurrency: requests },
    ...(benchmark.promptTokens === null
      ? {}
      : {
          promptTokens: part(benchmark.promptTokens, beams),
          outputTokens: { distribution: 'lognormal', mean: outputMean, cv: outputCv, max: 1024 },
        }),
    horizon: { requests, warmup: server ? '40%' : '0%' },
  });
  const needed = leastBatch * (2 * outputMean);
  const layouts = [1, 2, 4, 8].filter((tensor) => chips % tensor === 0);
  const roomy = layouts.find((tensor) => (kvTokensOf(played(tensor)) ?? 0) >= needed);
  return played(roomy ?? layouts.at(-1) ?? 1);
}

/** Batches of an offline run per chip (all alike), and of a server run at most. */
const offlineBatches = 4;
const serverBatches = 30;

/**
 * Dynamic batches, one chip per replica: more, a power of two, where tables do not fit one, and a smaller batch, halved,
 * where that does not fit.
 */
function oneShotAs(row: DataRow, benchmark: Benchmark): Played | null {
  const { oneShot } = benchmark;
  if (oneShot === undefined) return null;
  const chips = row.count('n_accelerators', 1);
  for (let batch = oneShot.batch; batch >= 1; batch = Math.floor(batch / 2)) {
    for (const tensor of benchmark.kind === 'rank' ? [1, 2, 4, 8] : [1]) {
      if (chips % tensor !== 0) continue;
      const played = inBatches(row, benchmark, oneShot, batch, tensor);
      if (kvTokensOf(played) !== null) return played;
    }
  }
  // refused for another reason, which the run will tell
  return inBatches(row, benchmark, oneShot, oneShot.batch, 1);
}

function inBatches(
  row: DataRow,
  { kind, itemsMean, job }: Benchmark,
  { precision, boundSeconds }: NonNullable<Benchmark['oneShot']>,
  batch: number,
  tensor: number,
): Played {
  const accelerator = acceleratorId(row.text('accelerator'));
  const replicas = row.count('n_accelerators', 1) / tensor;
  const server = row.text('scenario') === 'Server';
  const rate = server ? row.number('scheduled_samples_per_s') : 0;
  const jobs = Math.max(1, Math.floor(batch / (itemsMean ?? 1)));
  const requests = server
    ? Math.ceil(Math.min(serverSeconds * rate, serverBatches * jobs * replicas))
    : offlineBatches * jobs * replicas;
  return {
    name: server ? 'server' : 'offline',
    kind,
    model: modelId(row.text('benchmark')),
    accelerator,
    replicas,
    parallelism: { tensor },
    precision: precisionOf(precision, accelerator, 'tensorrt'),
    engine: {
      profile: 'tensorrt',
      ...(itemsMean === undefined
        ? { maxSequences: batch }
        : { maxBatchItems: batch, maxSequences: 2 * jobs }),
      memoryUtilization: 0.95,
      batchDelay: server ? boundSeconds / 2 : 0,
    },
    ...(job === undefined ? {} : { job }),
    arrivals: server
      ? { process: 'poisson', rate }
      : { process: 'closed-loop', concurrency: requests },
    horizon: { requests, warmup: server ? '40%' : '0%' },
  };
}

export const servingMlperf: FileKind = {
  pattern: /^serving_mlperf/,
  play: 'Offline: all at t = 0 until the last has ended; Server: Poisson at the scheduled rate for four minutes or 2500 samples per chip, the first 40 % not measured; kinds of one shot: four batches per chip at t = 0, and 30 per chip at the rate',
  labels: (row) => ({
    model: row.text('benchmark'),
    accelerator: row.text('accelerator'),
    engine: `${row.text('framework')}, ${row.text('scenario')}`,
  }),
  open: () => (row) => {
    const benchmark = benchmarkOf(row);
    const { summary, totals, derive } = play(oneShotAs(row, benchmark) ?? playedAs(row));
    const { beams = 1 } = benchmark;
    if (row.text('scenario') !== 'Server') {
      const samples = summary.counts.completed / beams / totals.simulatedSeconds;
      return { figures: figures(row, { samples_per_s: samples }), derive };
    }
    const { ttftSeconds, tpotSeconds, e2eSeconds } = summary.latency;
    const perToken = row.maybe('ttft_mean_ms') !== null;
    const predicted = {
      samples_per_s: (summary.throughput.requestsPerSecond ?? Number.NaN) / beams,
      ...(perToken
        ? {
            ttft_mean_ms: milliseconds(ttftSeconds.mean),
            ttft_p99_ms: milliseconds(ttftSeconds.p99),
            tpot_mean_ms: milliseconds(tpotSeconds.mean),
            tpot_p99_ms: milliseconds(tpotSeconds.p99),
          }
        : { latency_p99_ms: milliseconds(e2eSeconds.p99) }),
    };
    return { figures: figures(row, predicted), derive };
  },
};

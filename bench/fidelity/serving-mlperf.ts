import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import { type Benchmark, benchmarks, outside, type Prompts } from './mlperf-benchmarks.ts';
import { kvTokensOf, play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import type { Length, Played } from './scenario-text.ts';
import { milliseconds } from './steps-splitwise.ts';

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

/** The cap of a submission that is named for it. */
function capOf(row: DataRow, { maxQWatts }: Benchmark): number | null {
  if (maxQWatts === undefined || !/maxq/i.test(row.text('system'))) return null;
  return maxQWatts[acceleratorId(row.text('accelerator')) === 'h100-sxm' ? 0 : 1];
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
    capWatts: capOf(row, benchmark),
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
  benchmark: Benchmark,
  { precision, boundSeconds, delaySeconds }: NonNullable<Benchmark['oneShot']>,
  batch: number,
  tensor: number,
): Played {
  const { kind, itemsMean, job } = benchmark;
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
    capWatts: capOf(row, benchmark),
    engine: {
      profile: 'tensorrt',
      ...(itemsMean === undefined
        ? { maxSequences: batch }
        : { maxBatchItems: batch, maxSequences: 2 * jobs }),
      memoryUtilization: 0.95,
      batchDelay: server ? (delaySeconds ?? boundSeconds / 2) : 0,
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

import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { type Precision, precisionOf } from '../../src/fit/precision.ts';
import { play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import type { Length, Played } from './scenario-text.ts';
import { milliseconds } from './steps-splitwise.ts';

/** Requests per client, all of them measured, the first burst too (assumed: the benchmark's own setting). */
const requestsPerClient = 10;
const fewestRequests = 64;

/** Lengths of the benchmark's client: uniform from r × nominal to nominal, of which the mean factor is (1 + r) ÷ 2. */
export function nominalLength(nominal: number, meanFactor: number): Length {
  const lowest = Math.max(1, Math.round((2 * meanFactor - 1) * nominal));
  return { distribution: 'uniform', min: Math.min(lowest, nominal), max: nominal };
}

/**
 * Tokens of one step, where the row is of NVIDIA's own sweep: its tool starts vLLM and TensorRT-LLM with room for the
 * batch, one prompt and 1500 tokens (aiconfigurator, generator rules of both engines; SGLang keeps its own default).
 */
function sweptBudget(row: DataRow, profile: string): Readonly<Record<string, number>> {
  if (!row.text('origin').includes('aic-internal-sweep') || profile === 'sglang') return {};
  return {
    maxBatchedTokens: row.count('concurrency') + row.count('isl_tokens_nominal') + 1500,
    maxSequences: row.count('concurrency'),
  };
}

/**
 * Settings of the public benchmark's own scripts, which start each engine with room for its clients and no more (InferenceX,
 * benchmarks/, 2025): vLLM with steps of 8,192 tokens (its default), TensorRT-LLM with 16,384 for Llama, 20,000 for gpt-oss, and
 * one prompt beside the clients for DeepSeek.
 */
function scriptedBudget(row: DataRow, profile: string): Readonly<Record<string, number>> {
  const clients = row.count('concurrency');
  const prompt = row.count('isl_tokens_nominal');
  if (profile !== 'tensorrt-llm') return {};
  const model = row.text('model').toLowerCase();
  const beside = 64 * Math.ceil((clients + prompt + 64) / 64);
  if (model.includes('deepseek')) return { maxBatchedTokens: beside };
  return { maxBatchedTokens: model.includes('gpt-oss') ? 20_000 : 16_384 };
}

/** Steps that a prompt waits for others at most, where the benchmark's scripts say so. */
const waitedSteps = 20;

/**
 * Seconds that prompts wait for others: TensorRT-LLM with Llama-3.1-70B, 1k/1k, on fewer than eight chips, is started with
 * batch_wait_timeout_iters 20 and a batch_wait_max_tokens_ratio that these loads never reach (InferenceX, benchmarks/
 * 70b_fp8_*_trt). With `each` arrivals in 20 steps the first waits them out, and those that join it half of them in the mean.
 */
function waitsForOthers(row: DataRow, profile: string, stepSeconds: number): number {
  const waits =
    isDump(row) &&
    profile === 'tensorrt-llm' &&
    row.text('model').includes('Llama-3.1-70B') &&
    row.count('isl_tokens_nominal') === 1024 &&
    row.count('osl_tokens_nominal') === 1024 &&
    row.count('tp', 1) < 8;
  if (!waits) return 0;
  const factor = row.maybe('length_factor_mean') ?? 1;
  const joining = (waitedSteps * row.count('concurrency')) / (factor * 1024);
  return waitedSteps * stepSeconds * (1 - joining / 2 / (1 + joining));
}

/** Rows of the public benchmark, whose own settings are known. */
const isDump = (row: DataRow): boolean => row.text('origin').includes('inferencex-dump');

/** The public benchmark starts vLLM with asynchronous scheduling, whatever the release. */
function profileOf(row: DataRow): ReturnType<typeof profileId> {
  const id = profileId(row.text('engine'), row.text('engine_version'));
  return id === 'vllm-v1' && isDump(row) ? 'vllm-0.14' : id;
}

/**
 * The public benchmark gives vLLM a cache of 8 bits beside narrower weights on H200 and B200. Read off the queue: with 64
 * clients and one chip a cache of 16 bits would hold TTFT up for 81 and 11 s, where 5 and .4 s were measured; on H100 it
 * is held up for 31 s, and would not be with 8 bits.
 */
function cacheOf(row: DataRow, accelerator: string, precision: Precision): Precision {
  const narrow = isDump(row) && accelerator !== 'h100-sxm' && precision.weights !== 'bf16';
  return narrow ? { ...precision, kvCache: 'fp8' } : precision;
}

export function inferencexPlayed(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu'));
  const profile = profileOf(row);
  const concurrency = row.count('concurrency');
  const precision = precisionOf(row.text('precision'), accelerator, profile, row.text('model'));
  const factor = row.maybe('length_factor_mean') ?? 1;
  return {
    name: 'closed-loop',
    model: modelId(row.text('model')),
    accelerator,
    replicas: 1,
    parallelism: {
      tensor: row.count('tp', 1),
      pipeline: row.count('pp', 1),
      data: row.count('attention_dp', 1),
      expert: row.count('moe_ep', 1),
    },
    precision: profile.startsWith('vllm') ? cacheOf(row, accelerator, precision) : precision,
    engine: {
      profile,
      maxSequences: Math.max(256, concurrency),
      ...(isDump(row) ? scriptedBudget(row, profile) : sweptBudget(row, profile)),
    },
    arrivals: { process: 'closed-loop', concurrency },
    promptTokens: nominalLength(row.count('isl_tokens_nominal'), factor),
    outputTokens: nominalLength(row.count('osl_tokens_nominal'), factor),
    horizon: {
      requests: Math.max(fewestRequests, requestsPerClient * concurrency),
      warmup: '0%',
    },
  };
}

export const servingInferencex: FileKind = {
  pattern: /^serving_inferencex/,
  play: `closed loop at the row's concurrency, ${requestsPerClient} requests per client and at least ${fewestRequests}, all measured`,
  labels: (row) => ({
    model: row.text('model'),
    accelerator: row.text('gpu'),
    engine: row.text('engine'),
  }),
  open: () => (row) => {
    const played = inferencexPlayed(row);
    const { summary, derive } = play(played);
    const { ttftSeconds, tpotSeconds } = summary.latency;
    const waits = waitsForOthers(row, String(played.engine['profile']), tpotSeconds.mean ?? 0);
    return {
      figures: figures(row, {
        ttft_ms: milliseconds(ttftSeconds.mean === null ? null : ttftSeconds.mean + waits),
        tpot_ms: milliseconds(tpotSeconds.mean),
      }),
      derive,
    };
  },
};

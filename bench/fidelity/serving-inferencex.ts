import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
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

export function inferencexPlayed(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu'));
  const profile = profileId(row.text('engine'), row.text('engine_version'));
  const concurrency = row.count('concurrency');
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
    precision: precisionOf(row.text('precision'), accelerator, profile, row.text('model')),
    engine: {
      profile,
      maxSequences: Math.max(256, concurrency),
      ...sweptBudget(row, profile),
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
    const { summary, derive } = play(inferencexPlayed(row));
    const { ttftSeconds, tpotSeconds } = summary.latency;
    return {
      figures: figures(row, {
        ttft_ms: milliseconds(ttftSeconds.mean),
        tpot_ms: milliseconds(tpotSeconds.mean),
      }),
      derive,
    };
  },
};

import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import { fixed, type Played } from './scenario-text.ts';
import { milliseconds } from './steps-splitwise.ts';

/** Prompt tokens by task, which are not published (assumed; the data's readme). */
const promptTokens: Readonly<Record<string, number>> = {
  'lm-arena-chat': 250,
  gpqa: 220,
  'sourcegraph-fim': 1500,
};
const otherPromptTokens = 250;

/** Spread of the answers' lengths, of which only means are published (assumed). */
const outputCv = 0.8;

const requestsPerClient = 6;
const fewestRequests = 128;

export function energyPlayed(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu_model'));
  const profile = profileId(row.text('engine'), row.text('engine_version'));
  const sequences = row.count('max_num_seqs');
  const data = row.count('data_parallel', 1);
  const expert = row.count('expert_parallel', 1);
  // Experts re-use the chips that share the attention; the files name the experts' degree alone.
  const chips = row.count('num_gpus', row.count('tensor_parallel', 1) * data);
  return {
    name: 'closed-loop',
    model: modelId(row.text('model_id')),
    accelerator,
    replicas: 1,
    parallelism: { tensor: Math.max(1, Math.floor(chips / data)), data, expert },
    precision: precisionOf(
      row.text('weight_precision'),
      accelerator,
      profile,
      row.text('model_id'),
    ),
    engine: { profile, maxSequences: sequences },
    arrivals: { process: 'closed-loop', concurrency: sequences },
    promptTokens: fixed(promptTokens[row.text('task')] ?? otherPromptTokens),
    outputTokens: { distribution: 'lognormal', mean: row.number('avg_output_len'), cv: outputCv },
    horizon: {
      requests: Math.max(fewestRequests, requestsPerClient * sequences),
      warmup: '34%',
      drain: '0s',
    },
  };
}

export const energyLlm: FileKind = {
  pattern: /^energy_mlenergy_llm/,
  play: `closed loop at max_num_seqs, ${requestsPerClient} requests per client and at least ${fewestRequests}, the first third not measured, cut at the last arrival`,
  labels: (row) => ({
    model: row.text('model_id'),
    accelerator: row.text('gpu_model'),
    engine: row.text('engine') || 'vllm',
  }),
  open: () => (row) => {
    const { summary, chips, derive } = play(energyPlayed(row));
    const tokensPerSecond = summary.throughput.outputTokensPerSecond;
    const watts = summary.energy.acceleratorAverageWatts;
    const known = tokensPerSecond !== null && tokensPerSecond > 0 && watts !== null;
    return {
      figures: figures(row, {
        output_throughput_tokens_per_sec: tokensPerSecond,
        median_itl_ms: milliseconds(summary.latency.itlSeconds.p50),
        avg_power_watts_per_gpu: watts === null ? null : watts / chips,
        energy_per_token_joules: known ? watts / tokensPerSecond : null,
      }),
      derive,
    };
  },
};

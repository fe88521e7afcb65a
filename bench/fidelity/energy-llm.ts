import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { play, type Result } from './play.ts';
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

/**
 * Questions of a task; a run goes through them again until there are twice as many requests as clients. Read off the
 * counts that `avg_batch_size` was averaged over, one a second: between the instant at which all clients' requests run
 * and the last that was admitted, a run has completed these many less one per client.
 */
const questions: Readonly<Record<string, number>> = { gpqa: 198 };
const otherQuestions = 1024;

/** Requests of a run, of which those beyond the clients' first start within what is measured. */
function requestsOf(task: string, clients: number): number {
  const size = questions[task] ?? otherQuestions;
  const asked = size * Math.ceil((2 * clients) / size);
  return Math.max(fewestRequests, Math.min(requestsPerClient * clients, asked));
}

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
      requests: requestsOf(row.text('task'), sequences),
      // From the first answer's end, when all clients' first requests run.
      warmup: sequences,
      drain: '0s',
    },
  };
}

export const energyLlm: FileKind = {
  pattern: /^energy_mlenergy_llm/,
  play: `closed loop at max_num_seqs, through the task's questions until there are twice as many requests as clients (at most ${requestsPerClient} per client, at least ${fewestRequests}), from the first answer's end to the last arrival`,
  labels: (row) => ({
    model: row.text('model_id'),
    accelerator: row.text('gpu_model'),
    engine: row.text('engine') || 'vllm',
  }),
  open: () => (row) => {
    const { columns, derive } = playRow(row);
    return { figures: figures(row, columns), derive };
  },
};

/** What a row's run comes to, by the columns of the table. */
export function playRow(row: DataRow) {
  const result = play(energyPlayed(row), undefined, true);
  const { summary, chips, derive } = result;
  const tokensPerSecond = tokensMadePerSecond(result);
  const watts = summary.energy.acceleratorAverageWatts;
  const known = tokensPerSecond !== null && tokensPerSecond > 0 && watts !== null;
  const columns = {
    output_throughput_tokens_per_sec: tokensPerSecond,
    median_itl_ms: milliseconds(summary.latency.itlSeconds.p50),
    avg_power_watts_per_gpu: watts === null ? null : watts / chips,
    energy_per_token_joules: known ? watts / tokensPerSecond : null,
  };
  return { columns, derive };
}

/** Tokens made within the window, whichever request they belong to: each request makes its own evenly. */
function tokensMadePerSecond({ totals, requests }: Result): number | null {
  const { startSeconds, endSeconds } = totals.window;
  let tokens = 0;
  for (const { firstTokenSeconds, completionSeconds, outputTokens } of requests) {
    if (!(outputTokens > 0)) continue;
    const ended = Number.isNaN(completionSeconds) ? endSeconds : completionSeconds;
    const within = Math.min(ended, endSeconds) - Math.max(firstTokenSeconds, startSeconds);
    const lasted = ended - firstTokenSeconds;
    if (within > 0) tokens += lasted > 0 ? (outputTokens * within) / lasted : outputTokens;
  }
  return endSeconds > startSeconds ? tokens / (endSeconds - startSeconds) : null;
}

import { models } from '../../src/catalog/index.ts';
import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import { fixed, type Played } from './scenario-text.ts';

/** Output tokens beyond which the source's runs stopped early, by its own mark. */
const longestOutput = 512;

/** The default step of vLLM in late 2023 (its `max_num_batched_tokens` below a context of that length). */
const leastStepTokens = 2560;

const blockTokens = 16;

/** A batch of equal prompts that come at once. The batch was measured, so that its cache fits by definition. */
function playedAs(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu'));
  const profile = profileId(row.text('engine'));
  const batch = row.count('batch_size', 1);
  const prompt = row.count('prompt_tokens_per_request');
  const output = Math.min(longestOutput, row.count('output_tokens_per_request', 128));
  const model = modelId(row.text('model'));
  const { contextTokens } = models[model as keyof typeof models];
  const beyond = prompt + output > contextTokens;
  return {
    name: 'static-batch',
    model,
    accelerator,
    replicas: 1,
    parallelism: { tensor: row.count('tp', 1), pipeline: row.count('pp', 1) },
    precision: precisionOf(row.text('precision'), accelerator, profile),
    engine: {
      profile,
      maxSequences: Math.max(256, batch),
      maxBatchedTokens: Math.max(leastStepTokens, batch * prompt),
      blockTokens,
      kvBlocks: batch * Math.ceil((prompt + output) / blockTokens + 1),
    },
    arrivals: { process: 'closed-loop', concurrency: batch },
    promptTokens: fixed(beyond ? contextTokens - output : prompt),
    outputTokens: fixed(output),
    horizon: { requests: batch, warmup: '0%' },
    ...(beyond ? { promptBeyondContext: prompt } : {}),
  };
}

export const stepsSplitwise: FileKind = {
  pattern: /^steps_/,
  play: 'one batch of equal prompts at t = 0, its prefill in one step; outputs cut at 512 tokens',
  labels: (row) => ({
    model: row.text('model'),
    accelerator: row.text('gpu'),
    engine: row.text('engine'),
  }),
  open: () => (row) => {
    const { summary, totals, chips, apiSeconds, derive } = play(playedAs(row));
    const { ttftSeconds, tpotSeconds } = summary.latency;
    const { totalJoules, idleJoules } = totals.wholeRun;
    const watts = (totalJoules - idleJoules) / (totals.simulatedSeconds - apiSeconds) / chips;
    const ttft = ttftSeconds.mean;
    return {
      figures: figures(row, {
        prefill_time_ms: milliseconds(ttft === null ? null : ttft - apiSeconds),
        decode_step_ms: milliseconds(tpotSeconds.mean),
        avg_power_W_per_gpu: watts,
      }),
      derive,
    };
  },
};

export function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : 1e3 * seconds;
}

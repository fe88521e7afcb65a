import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import type { Played } from './scenario-text.ts';

/** One of `dp` engines, which share the trace's arrivals evenly. The lengths' law is assumed: only sums are published. */
export function apexPlayed(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu'));
  const profile = profileId(row.text('engine'));
  const requests = row.count('n_requests');
  const engines = row.text('replica') === '' ? 1 : row.count('dp', 1);
  return {
    name: 'poisson',
    model: modelId(row.text('model')),
    accelerator,
    replicas: 1,
    parallelism: { tensor: row.count('tp', 1), pipeline: row.count('pp', 1) },
    precision: precisionOf(row.text('precision'), accelerator, profile),
    engine: { profile },
    arrivals: { process: 'poisson', rate: row.number('trace_rate_rps') / engines },
    promptTokens: { distribution: 'exponential', mean: row.number('input_tokens_sum') / requests },
    outputTokens: { distribution: 'exponential', mean: row.number('output_tokens_sum') / requests },
    horizon: { requests, warmup: '0%' },
  };
}

export const servingApex: FileKind = {
  pattern: /^serving_apex/,
  play: 'Poisson at the rate of the trace over its engines, as many requests; exponential lengths of the row’s means',
  labels: (row) => ({
    model: row.text('model'),
    accelerator: row.text('gpu'),
    engine: row.text('engine'),
  }),
  open: () => (row) => {
    const { summary, derive } = play(apexPlayed(row));
    const { ttftSeconds, tpotSeconds } = summary.latency;
    return {
      figures: figures(row, { ttft_mean_s: ttftSeconds.mean, tpot_mean_s: tpotSeconds.mean }),
      derive,
    };
  },
};

import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import { kvTokensOf, play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import { fixed, type Played } from './scenario-text.ts';

/** Sequences in one batch, the default of its throughput benchmark (assumed for all rows). */
const maxSequences = 2048;

/** The degree behind a letter pair of a layout such as `TP8`, `TP4PP2`, `DEP8`; 1 where it is not named. */
export function degree(layout: string, letters: string): number {
  const found = new RegExp(`(?<![A-Z])${letters}\\s*=?\\s*(\\d+)`, 'i').exec(layout);
  return found === null ? 1 : Number(found[1]);
}

function parallelismOf(row: DataRow): Played['parallelism'] {
  const layout = row.text('parallelism');
  const both = degree(layout, 'DEP');
  const tensorExperts = degree(layout, 'TEP');
  const layoutOf = {
    tensor: Math.max(degree(layout, 'TP'), tensorExperts),
    pipeline: degree(layout, 'PP'),
    data: Math.max(degree(layout, 'DP'), both),
    expert: Math.max(degree(layout, 'EP'), both, tensorExperts),
  };
  const chips = layoutOf.tensor * layoutOf.pipeline * layoutOf.data;
  const stated = row.count('n_gpus', chips);
  if (stated === chips) return layoutOf;
  if (chips === 1) return { ...layoutOf, tensor: stated };
  throw new Skip(`parallelism ${layout} has ${chips} chips, n_gpus says ${stated}`);
}

/**
 * Its default capacity policy admits a request only while the cache holds all admitted ones to their last token. Lengths
 * are fixed, so that this is a limit on sequences.
 */
function playedAs(row: DataRow): Played {
  const played = withoutLimit(row);
  const kvTokens = kvTokensOf(played);
  if (kvTokens === null) return played;
  const held = Math.floor(kvTokens / (row.count('isl_tokens') + row.count('osl_tokens')));
  const engine = { ...played.engine, maxSequences: Math.max(1, Math.min(maxSequences, held)) };
  return { ...played, engine };
}

function withoutLimit(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu'));
  const profile = profileId(row.text('engine'));
  const requests = row.count('num_requests', 3000);
  return {
    name: 'offline',
    model: modelId(row.text('model')),
    accelerator,
    replicas: 1,
    parallelism: parallelismOf(row),
    precision: precisionOf(row.text('weights_precision'), accelerator, profile, row.text('model')),
    engine: { profile, maxSequences, memoryUtilization: 0.95 },
    arrivals: { process: 'closed-loop', concurrency: requests },
    promptTokens: fixed(row.count('isl_tokens')),
    outputTokens: fixed(row.count('osl_tokens')),
    horizon: { requests, warmup: '0%' },
  };
}

export const servingTrtllm: FileKind = {
  pattern: /^serving_trtllm/,
  play: 'all requests at t = 0, until the last has ended; at most 2048 in one batch, and no more than the cache holds to their end',
  labels: (row) => ({
    model: row.text('model'),
    accelerator: row.text('gpu'),
    engine: row.text('engine'),
  }),
  open: () => (row) => {
    const { summary, totals, derive } = play(playedAs(row));
    const tokens = summary.counts.completed * row.count('osl_tokens');
    return {
      figures: figures(row, { output_tok_per_s_total: tokens / totals.simulatedSeconds }),
      derive,
    };
  },
};

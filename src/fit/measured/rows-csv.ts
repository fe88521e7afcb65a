import { figuresOf, ofMilliseconds } from './figures.ts';
import {
  emptyRow,
  type Lengths,
  type Load,
  type MeasuredFormat,
  type MeasuredRow,
  type Problem,
  type Setting,
} from './port.ts';
import { headerOf, type TableRow, tableRows } from './table.ts';

/** Columns of which a table of runs needs one each: how the requests came, and what was measured. */
const loadColumns = ['concurrency', 'rate_per_second', 'trace_rate_rps'];
const metricColumns = ['ttft', 'tpot', 'itl', 'e2e'].flatMap((name) =>
  ['', '_mean', '_p50'].flatMap((statistic) => [`${name}${statistic}_ms`, `${name}${statistic}_s`]),
);

/**
 * Our own CSV, one benchmark run a line, the columns by name in any order, and any of them may be absent:
 *
 * - setting: `model`, `gpu` (or `accelerator`), `engine`, `engine_version`, `tp` (`tensor`), `pp` (`pipeline`),
 *   `attention_dp` (`data`), `moe_ep` (`expert`), `dp` (`replicas`), `precision` (`weights`), `kv_precision` (`kv_cache`),
 *   `max_num_seqs`, `max_num_batched_tokens`, `kv_tokens`;
 * - load: `concurrency`, or `rate_per_second` (`trace_rate_rps`); `requests` (`n_requests`);
 * - lengths: `prompt_tokens` and `output_tokens`, or the nominal ones `isl_tokens_nominal` and `osl_tokens_nominal` with
 *   `length_factor_mean`, or the sums `input_tokens_sum` and `output_tokens_sum`;
 * - measured: `ttft_ms`, `tpot_ms` (`itl_ms`), `e2e_ms`, means, or with `_mean` or `_p50` before the unit, or in `_s`;
 *   `output_tok_per_s`;
 * - `id` (`row_id`), and `suspect`: why the row is distrusted, where it is.
 */
export const rowsCsv: MeasuredFormat = {
  id: 'tailwatt-rows',
  describe: 'our CSV of runs: model, gpu, tp, concurrency, prompt_tokens, ttft_ms, tpot_ms, …',
  matches: ({ text }) => {
    const names = headerOf(text);
    if (names === null) return false;
    const has = (columns: readonly string[]) => columns.some((column) => names.includes(column));
    return has([...metricColumns, 'output_tok_per_s']) && has([...loadColumns, 'model', 'gpu']);
  },
  read: ({ text }) => {
    const problems: Problem[] = [];
    const rows = tableRows(text, problems).map(readRow);
    return { rows, problems, notes: [] };
  },
};

function readRow(row: TableRow): MeasuredRow {
  const requests = row.count('requests', 'n_requests', 'num_requests');
  return {
    ...emptyRow,
    line: row.line,
    id: row.text('row_id', 'id'),
    setting: settingOf(row),
    load: loadOf(row),
    promptTokens: lengthsOf(
      row,
      'prompt_tokens',
      'isl_tokens_nominal',
      'input_tokens_sum',
      requests,
    ),
    outputTokens: lengthsOf(
      row,
      'output_tokens',
      'osl_tokens_nominal',
      'output_tokens_sum',
      requests,
    ),
    requestCount: requests ?? null,
    figures: figuresOf({
      ttft: metric(row, 'ttft'),
      tpot: { ...metric(row, 'itl'), ...metric(row, 'tpot') },
      e2e: metric(row, 'e2e'),
      throughput: { mean: row.number(['output_tok_per_s']) },
    }),
    suspect: row.text('suspect').replace(/^\|/, ''),
  };
}

/** Texts and counts of a setting, and the columns that they stand in. */
export function settingOf(row: TableRow): Setting {
  const texts = {
    model: row.text('model'),
    accelerator: row.text('gpu', 'accelerator', 'hw'),
    engine: row.text('engine'),
    engineVersion: row.text('engine_version'),
    weights: row.text('precision', 'weights'),
    kvCache: row.text('kv_precision', 'kv_cache'),
  };
  const counts = {
    tensor: row.count('tp', 'tensor'),
    pipeline: row.count('pp', 'pipeline'),
    data: row.count('attention_dp', 'data'),
    expert: row.count('moe_ep', 'expert'),
    // Engines of which a line holds one: it has its share of the rate alone.
    replicas: row.text('replica') === '' ? row.count('dp', 'replicas') : undefined,
    maxSequences: row.count('max_num_seqs'),
    maxBatchedTokens: row.count('max_num_batched_tokens'),
    kvTokens: row.count('kv_tokens'),
  };
  const given = [...Object.entries(texts), ...Object.entries(counts)].filter(
    ([, value]) => value !== '' && value !== undefined,
  );
  return Object.fromEntries(given);
}

function loadOf(row: TableRow): Load | null {
  const concurrency = row.count('concurrency');
  if (concurrency !== undefined) return { kind: 'closed-loop', concurrency };
  const rate = row.number(['rate_per_second', 'trace_rate_rps'], { above: 0 });
  if (rate === undefined) return null;
  const engines = row.text('replica') === '' ? 1 : (row.count('dp') ?? 1);
  return { kind: 'open', ratePerSecond: rate / engines, burstiness: 1 };
}

function lengthsOf(
  row: TableRow,
  own: string,
  nominal: string,
  sum: string,
  requests: number | undefined,
): Lengths | null {
  const mean = row.number([own], { above: 0 });
  if (mean !== undefined) return { kind: 'values', values: [mean] };
  const most = row.count(nominal);
  if (most !== undefined) {
    // A client that draws evenly from r × nominal to nominal has the mean (1 + r) ÷ 2 of it.
    const factor = row.number(['length_factor_mean'], { above: 0 }) ?? 1;
    const least = Math.max(1, Math.round((2 * Math.min(1, factor) - 1) * most));
    return { kind: 'uniform', min: Math.min(least, most), max: most };
  }
  const total = row.number([sum], { above: 0 });
  if (total === undefined || requests === undefined) return null;
  // Assumed: of real conversations, where only sums are known.
  return { kind: 'exponential', mean: total / requests };
}

function metric(row: TableRow, name: string) {
  const mean =
    ofMilliseconds(row.number([`${name}_ms`, `${name}_mean_ms`])) ??
    row.number([`${name}_s`, `${name}_mean_s`]);
  const p50 = ofMilliseconds(row.number([`${name}_p50_ms`])) ?? row.number([`${name}_p50_s`]);
  return { ...(mean === undefined ? {} : { mean }), ...(p50 === undefined ? {} : { p50 }) };
}

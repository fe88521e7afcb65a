import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../../src/trace/detect.ts';
import { summarizeSharing } from '../../../src/trace/sharing.ts';
import { type LengthSummary, summarizeTrace } from '../../../src/trace/summarize.ts';
import { read } from './read.ts';

const folder = join(process.env['TAILWATT_DATA'] ?? '../shared/data', 'traces');
const present = existsSync(folder);
if (!present) {
  process.stderr.write(`SKIPPED: no public traces in ${folder} (set TAILWATT_DATA)\n`);
}

function table(name: string): Record<string, string>[] {
  const text = readFileSync(join(folder, name), 'utf8').trim();
  return Papa.parse<Record<string, string>>(text, { header: true }).data;
}

const files = {
  azure2023_conv: ['AzureLLMInferenceTrace_conv.csv', 'azure-llm'],
  azure2023_code: ['AzureLLMInferenceTrace_code.csv', 'azure-llm'],
  mooncake_conversation: ['mooncake_conversation.jsonl', 'mooncake'],
  mooncake_synthetic: ['mooncake_synthetic.jsonl', 'mooncake'],
} as const;

const quantileColumns = {
  q1: 'p1',
  q5: 'p5',
  q25: 'p25',
  q50: 'p50',
  q75: 'p75',
  q90: 'p90',
  q95: 'p95',
  q99: 'p99',
  'q99.9': 'p999',
} as const satisfies Record<string, keyof LengthSummary>;

describe.skipIf(!present)('the public traces', () => {
  it.each(Object.entries(files))('%s reads as its published statistics say', (trace, [
    file,
    id,
  ]) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(detectFormat('trace', text.slice(0, 512))).toBe(id);
    const { rows, report } = read(id, text, 65_536);
    expect(report).toMatchObject({ issues: [], moreIssues: 0, unsorted: 0, dropped: [] });
    const summary = summarizeTrace(rows);
    const stats = table('trace_stats.csv').find((row) => row['trace'] === trace);
    const known = (name: string) => Number(stats?.[name]);
    expect(summary.rows).toBe(known('rows'));
    expect(summary.durationSeconds).toBeCloseTo(known('duration_s'), 1);
    expect(summary.meanPerSecond).toBeCloseTo(known('mean_rate_rps'), 4);
    expect(summary.interarrivalCv).toBeCloseTo(known('interarrival_cv'), 2);
    expect(summary.dispersion).toBeCloseTo(known('count60s_index_of_dispersion'), 1);
    expect(summary.zeroGapShare).toBeCloseTo(known('frac_zero_interarrival'), 3);
    for (const [prefix, lengths] of [
      ['in', summary.promptTokens],
      ['out', summary.outputTokens],
    ] as const) {
      expect(lengths.mean).toBeCloseTo(known(`${prefix}_mean`), 0);
      expect(lengths.cv).toBeCloseTo(known(`${prefix}_cv`), 2);
      expect(lengths.p99).toBeCloseTo(known(`${prefix}_p99`), 6);
      expect(lengths.max).toBe(known(`${prefix}_max`));
    }
  });

  it('has the quantiles of the published table', () => {
    const known = table('trace_quantiles.csv');
    expect(known.length).toBeGreaterThan(0);
    for (const row of known) {
      const [file, id] = files[row['trace'] as keyof typeof files];
      const summary = summarizeTrace(read(id, readFileSync(join(folder, file), 'utf8')).rows);
      const lengths =
        row['column'] === 'input_tokens' ? summary.promptTokens : summary.outputTokens;
      for (const [column, quantile] of Object.entries(quantileColumns)) {
        // The table is rounded to one decimal; 5187.6 stands for a quantile of 5187.599999…
        expect(Math.abs(lengths[quantile] - Number(row[column]))).toBeLessThanOrEqual(0.0501);
      }
    }
  });

  it.each([
    ['mooncake_conversation.jsonl', 0.3736],
    ['mooncake_synthetic.jsonl', 0.6512],
  ])('%s shares what counting its hashes says', (file, share) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const seen = new Set<number>();
    let found = 0;
    let total = 0;
    for (const line of text.trim().split('\n')) {
      const row = JSON.parse(line) as { input_length: number; hash_ids: number[] };
      const fresh = row.hash_ids.findIndex((id) => !seen.has(id));
      found += fresh < 0 ? row.input_length : 512 * fresh;
      total += row.input_length;
      for (const id of row.hash_ids) seen.add(id);
    }
    const summary = summarizeSharing(read('mooncake', text).rows);
    expect(summary?.share).toBeCloseTo(found / total, 12);
    expect(summary?.share).toBeCloseTo(share, 4);
  });
});

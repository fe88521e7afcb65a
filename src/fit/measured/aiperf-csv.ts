import { isBlank, splitCsvLine } from '../../trace/csv-line.ts';
import { secondsPer } from './aiperf.ts';
import { figuresOf } from './figures.ts';
import { emptyRow, type Lengths, type MeasuredFormat, type Problem } from './port.ts';

/**
 * The CSV summary of AIPerf and genai-perf: blocks with a header that begins with Metric, one metric a line, its unit
 * in brackets behind its name. It says nothing of the load.
 */
export const aiperfCsv: MeasuredFormat = {
  id: 'aiperf-csv',
  describe: 'CSV summary of AIPerf or genai-perf',
  matches: ({ text }) => /^\uFEFF?metric,(unit,)?(avg|min|value)\b/i.test(text),
  read: ({ text }) => {
    const problems: Problem[] = [];
    const metrics = metricsOf(text, problems);
    const time = (name: string) => {
      const found = metrics.get(name);
      const scale = secondsPer(found?.unit);
      if (found === undefined || scale === undefined) return {};
      const scaled = (value: number | undefined) =>
        value === undefined ? undefined : value * scale;
      return { mean: scaled(found.values.get('avg')), p50: scaled(found.values.get('p50')) };
    };
    const lengths = (name: string): Lengths | null => {
      const mean = metrics.get(name)?.values.get('avg');
      return mean === undefined || mean <= 0 ? null : { kind: 'values', values: [mean] };
    };
    const single = (name: string) => {
      const values = metrics.get(name)?.values;
      return values?.get('value') ?? values?.get('avg');
    };
    const count = single('request count');
    return {
      rows: [
        {
          ...emptyRow,
          promptTokens: lengths('input sequence length'),
          outputTokens: lengths('output sequence length'),
          requestCount: count === undefined ? null : Math.round(count),
          figures: figuresOf({
            ttft: time('time to first token'),
            tpot: time('inter token latency'),
            e2e: time('request latency'),
            throughput: { mean: single('output token throughput') },
          }),
        },
      ],
      problems,
      notes: [],
    };
  },
};

interface Metric {
  readonly unit: string | undefined;
  readonly values: ReadonlyMap<string, number>;
}

/** Metrics by name in lower case, without the unit. */
function metricsOf(text: string, problems: Problem[]): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, Metric>();
  let header: readonly string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (isBlank(line)) continue;
    const cells = splitCsvLine(line)?.map((cell) => cell.trim());
    if (cells === undefined) {
      const message = 'a quote is not closed on this line';
      problems.push({ line: index + 1, column: 1, message, fix: 'mend the line' });
      continue;
    }
    const [first = ''] = cells;
    if (first.toLowerCase() === 'metric') {
      header = cells.map((cell) => cell.toLowerCase());
      continue;
    }
    // Telemetry of the chips stands in blocks of its own.
    if (header.includes('gpu')) continue;
    const [, name = first, inName] = /^(.*?)\s*\(([^)]*)\)$/.exec(first) ?? [];
    const unitAt = header.indexOf('unit');
    const values = new Map<string, number>();
    for (const [at, cell] of cells.entries()) {
      const column = header[at];
      if (at === 0 || at === unitAt || column === undefined || cell === '') continue;
      const value = Number(cell.replaceAll(',', ''));
      if (Number.isFinite(value)) values.set(column, value);
    }
    const unit = unitAt > 0 ? cells[unitAt] : inName;
    metrics.set(name.toLowerCase(), { unit, values });
  }
  return metrics;
}

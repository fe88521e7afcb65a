import type { TraceReport, TraceRows } from '../trace/port.ts';
import type { SharingSummary } from '../trace/sharing.ts';
import { type LengthSummary, summarizeTrace, type TraceSummary } from '../trace/summarize.ts';
import { counted, figure, percent, seconds, whole } from './numbers.ts';
import { textTable } from './text-table.ts';

/** What `tailwatt trace` says of a file. */
export interface TraceDescription {
  readonly file: string;
  readonly format: string;
  readonly summary: TraceSummary;
  readonly unsorted: number;
  readonly dropped: TraceReport['dropped'];
  readonly notes: readonly string[];
}

/** The trace that was read from `path`, in figures. */
export function describeTrace(trace: {
  readonly path: string;
  readonly format: string;
  readonly rows: TraceRows;
  readonly report: TraceReport;
}): TraceDescription {
  const { path, format, rows, report } = trace;
  const { unsorted, dropped, notes } = report;
  return { file: path, format, summary: summarizeTrace(rows), unsorted, dropped, notes };
}

/** The same for people. */
export function traceText({ file, format, summary, dropped }: TraceDescription): string {
  const rates = `${counted(summary.meanPerSecond, 'request')}/s on average, ${figure(summary.peakPerSecond)} in the busiest minute`;
  const gaps = `cv ${figure(summary.interarrivalCv)} (1 for Poisson), ${percent(summary.zeroGapShare)} of gaps are zero, dispersion of counts per minute ${figure(summary.dispersion)}`;
  const lost =
    dropped.length === 0
      ? 'nothing is dropped'
      : dropped.map(({ reason, count }) => `${whole(count)} dropped (${reason})`).join(', ');
  const lines = [
    ['rows', `${whole(summary.rows)} over ${seconds(summary.durationSeconds)}; ${lost}`],
    ['rate', rates],
    ['gaps', gaps],
    ...(summary.sharing === null ? [] : [['shared', sharingText(summary.sharing, summary.rows)]]),
  ].map(([label = '', text]) => `  ${label.padEnd(6)} ${text}`);
  const head = [
    'tokens',
    'mean',
    'cv',
    'p5',
    'p25',
    'p50',
    'p75',
    'p90',
    'p95',
    'p99',
    'p99.9',
    'max',
  ];
  const lengths = textTable(head, [
    lengthRow('prompt', summary.promptTokens),
    lengthRow('output', summary.outputTokens),
  ]);
  return [`${file} · ${format}`, lines.join('\n'), lengths].join('\n\n');
}

function sharingText({ texts, rows, share }: SharingSummary, all: number): string {
  const named = texts > 0 ? ` (${whole(texts)} texts)` : '';
  return `${whole(rows)} of ${whole(all)} prompts begin like earlier ones${named}; a prefix cache that forgets nothing finds ${percent(share)} of the prompt tokens`;
}

function lengthRow(label: string, lengths: LengthSummary): string[] {
  const { mean, cv, p5, p25, p50, p75, p90, p95, p99, p999, max } = lengths;
  return [label, ...[mean, cv, p5, p25, p50, p75, p90, p95, p99, p999, max].map(figure)];
}

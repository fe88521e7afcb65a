import Papa from 'papaparse';
import type { TraceLayout } from './layout.ts';
import { parseDecimal } from './numbers.ts';
import type { TraceFormat, TraceRows } from './port.ts';
import { createTraceReader } from './trace-reader.ts';

/** Our own plain format, as CSV with a header or as JSON lines. */
export const tailwattLayout = {
  id: 'tailwatt',
  syntaxes: ['csv', 'jsonl'],
  fields: [
    { name: 'arrival_seconds', role: 'arrival' },
    { name: 'prompt_tokens', role: 'prompt' },
    { name: 'output_tokens', role: 'output' },
    { name: 'max_tokens', role: 'maxTokens' },
    { name: 'workload', role: 'workload' },
    { name: 'tenant', role: 'tenant' },
    { name: 'session', role: 'unused', note: 'sessions are not used in this version' },
    { name: 'prefix_id', role: 'unused', note: 'prefix ids are not used in this version' },
    { name: 'prefix_tokens', role: 'unused', note: 'shared prefixes are not used in this version' },
    { name: 'priority', role: 'priority' },
    { name: 'deadline_seconds', role: 'unused', note: 'deadlines are not used in this version' },
  ],
  unitsPerSecond: 1,
  createArrivalParser: () => parseDecimal,
  arrivalExample: '0.25 (seconds)',
  emptyOutputReason: 'no output tokens',
} as const satisfies TraceLayout;

export const tailwatt = {
  id: 'tailwatt',
  description: "Tailwatt's plain format (CSV with a header, or JSON lines)",
  createReader: () => createTraceReader(tailwattLayout),
  canWrite: true,
  write: writeTailwattCsv,
} as const satisfies TraceFormat;

const rowsPerPiece = 1024;

/** Rows as CSV. Numbers are the shortest decimals that read back to the same bits. */
function* writeTailwattCsv(rows: TraceRows): Iterable<string> {
  const optional = [
    { name: 'max_tokens', column: rows.maxTokens, names: undefined },
    { name: 'workload', column: rows.workload, names: rows.workloadNames?.map(csvField) },
    { name: 'tenant', column: rows.tenant, names: rows.tenantNames?.map(csvField) },
    { name: 'priority', column: rows.priority, names: undefined },
  ].filter(({ column }) => column !== undefined);
  const header = ['arrival_seconds', 'prompt_tokens', 'output_tokens'];
  let piece = `${[...header, ...optional.map(({ name }) => name)].join(',')}\n`;
  for (let i = 0; i < rows.length; i++) {
    piece += `${rows.arrivalSeconds[i]},${rows.promptTokens[i]},${rows.outputTokens[i]}`;
    for (const { column, names } of optional) {
      const value = column?.[i] ?? -1;
      piece += value < 0 ? ',' : `,${names?.[value] ?? value}`;
    }
    piece += '\n';
    if (i % rowsPerPiece === rowsPerPiece - 1) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function csvField(name: string): string {
  return Papa.unparse([[name]]);
}

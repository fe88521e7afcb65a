import Papa from 'papaparse';
import type { TraceLayout } from './layout.ts';
import { parseDecimal } from './numbers.ts';
import type { TraceFormat, TraceRows } from './port.ts';
import { prefixOfRow } from './prefix-contents.ts';
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
    { name: 'session', role: 'session' },
    { name: 'prefix_id', role: 'content' },
    { name: 'prefix_tokens', role: 'prefixTokens' },
    { name: 'priority', role: 'priority' },
    { name: 'deadline_seconds', role: 'deadlineSeconds' },
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
  const plain = (
    name: string,
    column: ArrayLike<number> | undefined,
    names?: readonly string[],
  ) => {
    const fields = names?.map(csvField);
    return {
      name,
      isThere: column !== undefined,
      field: (row: number) => {
        const value = column?.[row] ?? -1;
        return value < 0 ? '' : (fields?.[value] ?? `${value}`);
      },
    };
  };
  const optional = [
    plain('max_tokens', rows.maxTokens),
    plain('workload', rows.workload, rows.workloadNames),
    plain('tenant', rows.tenant, rows.tenantNames),
    plain('session', rows.session, rows.sessionNames),
    ...prefixColumns(rows),
    plain('priority', rows.priority),
    plain('deadline_seconds', rows.deadlineSeconds),
  ].filter(({ isThere }) => isThere);
  const header = ['arrival_seconds', 'prompt_tokens', 'output_tokens'];
  let piece = `${[...header, ...optional.map(({ name }) => name)].join(',')}\n`;
  for (let i = 0; i < rows.length; i++) {
    piece += `${rows.arrivalSeconds[i]},${rows.promptTokens[i]},${rows.outputTokens[i]}`;
    for (const { field } of optional) piece += `,${field(i)}`;
    piece += '\n';
    if (i % rowsPerPiece === rowsPerPiece - 1) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function prefixColumns(rows: TraceRows) {
  const tokens = (row: number) =>
    prefixOfRow(rows, row)?.tokens ?? Math.max(0, rows.prefixTokens?.[row] ?? 0);
  return [
    {
      name: 'prefix_id',
      isThere: rows.contents !== undefined,
      field: (row: number) => csvField(prefixOfRow(rows, row)?.id ?? ''),
    },
    {
      name: 'prefix_tokens',
      isThere: rows.contents !== undefined || rows.prefixTokens !== undefined,
      field: (row: number) => `${tokens(row) || ''}`,
    },
  ];
}

function csvField(name: string): string {
  return Papa.unparse([[name]]);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceFormats } from '../../src/trace/index.ts';
import type { TraceResult } from '../../src/trace/port.ts';
import { summarizeTrace } from '../../src/trace/summarize.ts';
import { read } from '../unit/trace/read.ts';

const runs = 10_000;
const secondsPerRun = 1;
/** Shares of all runs below which the generator would test too little. */
const leastAccepted = 0.1;
const leastRefused = 0.1;
const leastDropping = 0.01;
const leastUnsorted = 0.01;

const bases: readonly (readonly [keyof typeof traceFormats, string])[] = [
  [
    'azure-llm',
    'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n' +
      '2023-11-16 18:15:50.9951690,396,109\r\n2023-11-16 18:15:51.2224670,879,55\r\n',
  ],
  [
    'azure-llm',
    '\ufeffTIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,2162,5\n' +
      '2024-05-10 00:00:00.017335+00:00,2399,6\n2024-05-10 00:00:01+00:00,76,15',
  ],
  [
    'burstgpt',
    'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n' +
      '5,,1.5,ChatGPT,472,18,490,API log\n45,7,3,"GPT-4",1087,0,1087,Conversation log\n' +
      '118,7,9,GPT-4,417,276,693,Conversation log\n',
  ],
  [
    'mooncake',
    '{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1, 2]}\n' +
      '{"timestamp": 0, "input_length": 7322, "output_length": 490, "hash_ids": [0, 14]}\n' +
      '{"timestamp": 3000, "input_length": 10, "output_length": 3, "hash_ids": [0]}\n',
  ],
  [
    'tailwatt',
    'arrival_seconds,prompt_tokens,output_tokens,max_tokens,workload,tenant,priority,session\n' +
      '0,374,44,,chat,,0,s1\n4.314579,396,109,512,"rag, long",acme,1,\n4.5418767,879,55,,chat,b,2,s1\n',
  ],
  [
    'tailwatt',
    '{"arrival_seconds":0,"prompt_tokens":3,"output_tokens":4,"tenant":"é","max_tokens":null}\n' +
      '{"arrival_seconds":0.1,"prompt_tokens":3,"output_tokens":4,"priority":2}\n',
  ],
];

/** Where, as a share of the length, and what. */
const mutations = {
  flip: fc.record({ at: fc.nat(), value: fc.nat(255) }),
  cut: fc.record({ at: fc.nat(), value: fc.nat(60) }),
  duplicate: fc.record({ at: fc.nat(), value: fc.nat(60) }),
  swapLines: fc.record({ at: fc.nat(), value: fc.nat() }),
  duplicateLine: fc.record({ at: fc.nat(), value: fc.nat(4) }),
  deleteLine: fc.record({ at: fc.nat(), value: fc.constant(0) }),
  digit: fc.record({ at: fc.nat(), value: fc.nat(9) }),
  number: fc.record({ at: fc.nat(), value: fc.nat() }),
} as const;
type Mutation = keyof typeof mutations;

const oddNumbers = [
  '0',
  '-1',
  '1e9',
  '1e999',
  '2147483647',
  '2147483648',
  '9'.repeat(400),
  '0.5',
  '7.0',
  'NaN',
  '-Infinity',
  '0x1F',
  '',
  '"12"',
  'null',
  '１２',
];

const mutation = fc.oneof(
  ...(Object.keys(mutations) as Mutation[]).map((kind) =>
    mutations[kind].map((where) => ({ kind, ...where })),
  ),
);

function mutate(bytes: Buffer, kind: Mutation, at: number, value: number): Buffer {
  if (bytes.length === 0) return bytes;
  const start = at % bytes.length;
  const end = Math.min(bytes.length, start + value);
  if (kind === 'flip') {
    const copy = Buffer.from(bytes);
    copy[start] = value;
    return copy;
  }
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  if (kind === 'duplicate') return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  const text = bytes.toString('latin1');
  if (kind === 'digit' || kind === 'number') {
    const spots = [...text.matchAll(kind === 'digit' ? /\d/g : /\d+(\.\d+)?/g)];
    const spot = spots[at % Math.max(1, spots.length)];
    if (spot === undefined) return bytes;
    const other =
      kind === 'digit'
        ? String(value)
        : Buffer.from(oddNumbers[value % oddNumbers.length] ?? '').toString('latin1');
    const changed = text.slice(0, spot.index) + other + text.slice(spot.index + spot[0].length);
    return Buffer.from(changed, 'latin1');
  }
  const lines = text.split('\n');
  const line = at % lines.length;
  if (kind === 'swapLines') {
    // The header mostly stays: without it nothing else is reached.
    const from = Math.min(lines.length - 1, 1 + (at % Math.max(1, lines.length - 1)));
    const to = Math.min(lines.length - 1, (at % 10 === 0 ? 0 : 1) + (value % lines.length));
    [lines[from], lines[to]] = [lines[to] as string, lines[from] as string];
  } else if (kind === 'duplicateLine') {
    for (let i = 0; i < value; i++) lines.splice(line, 0, lines[line] as string);
  } else lines.splice(line, 1);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** What holds of every answer, whatever the file. */
function check({ rows, report }: TraceResult, text: string): void {
  expect(rows.length).toBe(report.rows);
  expect(report.issues.length).toBeLessThanOrEqual(20);
  expect(report.issues.length === 20 || report.moreIssues === 0).toBe(true);
  expect(rows.length > 0 || report.issues.length > 0).toBe(true);
  const lines = text.split(/\r\n|\n|\r/).length;
  for (const { line, column, message, fix } of report.issues) {
    const good = line >= 1 && line <= lines && column >= 1 && message !== '' && fix !== '';
    if (!good || message.length > 300) expect.fail(`${line}:${column} ${message}; ${fix}`);
  }
  let previous = 0;
  let most = 0;
  for (let i = 0; i < rows.length; i++) {
    const at = rows.arrivalSeconds[i] as number;
    if (!(at >= previous && Number.isFinite(at))) expect.fail(`row ${i} arrives at ${at}`);
    previous = at;
    most = Math.max(most, rows.outputTokens[i] as number);
    if (!((rows.promptTokens[i] as number) > 0)) expect.fail(`row ${i} has no prompt`);
    if (!((rows.outputTokens[i] as number) > 0)) expect.fail(`row ${i} has no output`);
  }
  expect(report.maxOutputTokens).toBe(most);
  if (rows.length > 0) expect(rows.arrivalSeconds[0]).toBe(0);
  expect(summarizeTrace(rows).rows).toBe(rows.length);
}

describe('trace readers on broken files', () => {
  it('answer every input with rows or issues, soon, and the same however it is cut', () => {
    const seen = { accepted: 0, refused: 0, dropping: 0, unsorted: 0, slowestSeconds: 0 };
    const accepted = new Map<string, number>();
    const kinds = new Map<Mutation, number>();
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 500 }),
        ([format, base], changes, pieceLength) => {
          let bytes: Buffer = Buffer.from(base);
          for (const { kind, at, value } of changes) {
            bytes = mutate(bytes, kind, at, value);
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          }
          const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
          const start = performance.now();
          const result = read(format, text);
          seen.slowestSeconds = Math.max(seen.slowestSeconds, (performance.now() - start) / 1000);
          check(result, text);
          expect(read(format, text, pieceLength)).toEqual(result);
          const isAccepted = result.report.issues.length === 0;
          if (isAccepted) accepted.set(format, (accepted.get(format) ?? 0) + 1);
          seen[isAccepted ? 'accepted' : 'refused']++;
          if (result.report.dropped.length > 0) seen.dropping++;
          if (result.report.unsorted > 0) seen.unsorted++;
        },
      ),
      { numRuns: runs },
    );
    const coverage = { ...seen, ...Object.fromEntries(accepted), ...Object.fromEntries(kinds) };
    process.stderr.write(`trace fuzz covered ${JSON.stringify(coverage)}\n`);
    expect(seen.accepted + seen.refused).toBe(runs);
    expect(seen.accepted / runs).toBeGreaterThan(leastAccepted);
    expect(seen.refused / runs).toBeGreaterThan(leastRefused);
    expect(seen.dropping / runs).toBeGreaterThan(leastDropping);
    expect(seen.unsorted / runs).toBeGreaterThan(leastUnsorted);
    expect(seen.slowestSeconds).toBeLessThan(secondsPerRun);
    for (const format of Object.keys(traceFormats)) {
      expect((accepted.get(format) ?? 0) / runs).toBeGreaterThan(0.01);
    }
  }, 120_000);
});

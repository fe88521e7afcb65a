import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceFormats } from '../../src/trace/index.ts';
import { nameProblem } from '../../src/trace/name-dictionary.ts';
import type { TraceRows } from '../../src/trace/port.ts';
import { read } from '../unit/trace/read.ts';

const tokens = fc.oneof(
  fc.integer({ min: 1, max: 4096 }),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
);
const optional = fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom('a,b', '"', 'a"b', "it's", '007', '1e3', '-1', '日本', '{"a":1}', '='),
  )
  .map((text) => text.trim())
  // U+FFFD stands for bytes that are not UTF-8: a file that has it is refused (encoding.test.ts)
  .filter((text) => text !== '' && !text.includes('\ufffd') && nameProblem(text) === null);

const row = fc.record({
  arrival: fc.oneof(
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    fc.constantFrom(0, 0.1, 5e-324, 1e-7, 1 / 3, 2 ** 53 - 1),
  ),
  prompt: tokens,
  output: tokens,
  maxTokens: optional,
  priority: optional,
  tenant: fc.integer({ min: -1, max: 20 }),
  workload: fc.integer({ min: -1, max: 20 }),
});

const trace = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 30 }),
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
    tenantNames: fc.boolean(),
    columns: fc.subarray(['maxTokens', 'priority', 'tenant', 'workload'] as const),
  })
  .map(({ rows, names, tenantNames, columns }): TraceRows => {
    const sorted = rows.toSorted((a, b) => a.arrival - b.arrival);
    const first = sorted[0]?.arrival ?? 0;
    const integers = (of: (value: (typeof rows)[number]) => number) =>
      Int32Array.from(sorted, (value) => of(value));
    const known = names.toSorted();
    const index = (at: number) => (at < 0 ? -1 : at % known.length);
    // Names that no row uses do not survive a file: the last rows use them all.
    const used = (column: Int32Array) => [...new Set(column)].filter((at) => at >= 0).toSorted();
    const named = (column: Int32Array) => {
      const ranks = used(column).sort((a, b) => a - b);
      return {
        column: column.map((at) => ranks.indexOf(at)),
        names: ranks.map((at) => known[at] as string),
      };
    };
    const workload = named(integers((value) => index(value.workload)));
    const tenant = named(integers((value) => index(value.tenant)));
    const asNames = tenantNames && tenant.names.some((text) => !/^(0|[1-9]\d{0,8})$/.test(text));
    return {
      length: sorted.length,
      arrivalSeconds: Float64Array.from(sorted, ({ arrival }) => arrival - first),
      promptTokens: integers(({ prompt }) => prompt),
      outputTokens: integers(({ output }) => output),
      ...(columns.includes('maxTokens') && { maxTokens: integers((value) => value.maxTokens) }),
      ...(columns.includes('priority') && { priority: integers((value) => value.priority) }),
      ...(columns.includes('tenant') && {
        tenant: asNames ? tenant.column : integers((value) => value.tenant),
        ...(asNames && { tenantNames: tenant.names }),
      }),
      ...(columns.includes('workload') && {
        workload: workload.column,
        workloadNames: workload.names,
      }),
    };
  });

describe('the plain format', () => {
  it('reads back what it wrote, to the bit, however the text is cut', () => {
    fc.assert(
      fc.property(trace, fc.integer({ min: 1, max: 200 }), (rows, pieceLength) => {
        const text = Array.from(traceFormats.tailwatt.write(rows)).join('');
        const { rows: back, report } = read('tailwatt', text, pieceLength);
        expect(report).toMatchObject({ issues: [], unsorted: 0, dropped: [] });
        expect(back).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it('writes long traces in pieces', () => {
    const length = 5000;
    const rows: TraceRows = {
      length,
      arrivalSeconds: Float64Array.from({ length }, (_, i) => i / 7),
      promptTokens: new Int32Array(length).fill(3),
      outputTokens: new Int32Array(length).fill(4),
    };
    const pieces = Array.from(traceFormats.tailwatt.write(rows));
    expect(pieces.length).toBeGreaterThan(3);
    expect(read('tailwatt', pieces.join('')).rows).toEqual(rows);
  });
});

import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const header = 'TIMESTAMP,ContextTokens,GeneratedTokens\n';
const seconds = (...stamps: string[]) =>
  Array.from(
    read('azure-llm', header + stamps.map((s) => `${s},1,1\n`).join('')).rows.arrivalSeconds,
  );

describe('azure-llm', () => {
  it('reads timestamps to the last of seven digits', () => {
    expect(
      seconds(
        '2023-11-16 18:17:03.9799600',
        '2023-11-16 18:17:03.9799601',
        '2023-11-16 18:17:04.0319600',
        '2023-11-17 18:17:03.9799607',
      ),
    ).toEqual([0, 1e-7, 0.052, 86_400.0000007]);
  });

  it('stays exact to 100 ns over the nine days of the 2024 traces', () => {
    expect(seconds('2024-05-10 00:00:00+00:00', '2024-05-18 23:59:59.999999+00:00')).toEqual([
      0, 777_599.999999,
    ]);
  });

  it.each([
    ['2024-02-28 23:59:59', '2024-02-29 00:00:00', 1],
    ['2023-12-31T23:00:00Z', '2024-01-01T01:00:00+01:00', 3600],
    ['2024-05-10 00:00:00.5+00:00', '2024-05-10 00:00:01-00:30', 1800.5],
    ['2024-05-10 00:00:00', '2024-05-10 00:00:00.123456789', 0.123456789],
  ])('%s to %s', (from, to, gap) => {
    expect(seconds(from, to)).toEqual([0, gap]);
  });

  it.each([
    '2023-02-30 00:00:00',
    '2023-13-01 00:00:00',
    '2023-11-16 24:00:00',
    '2023-11-16 18:60:00',
    '2023-11-16 18:00:60',
    '2023-11-16',
    '16.11.2023 18:00:00',
    '1700000000',
    '',
  ])('refuses %j as a time', (stamp) => {
    const { report } = read('azure-llm', `${header}2023-11-16 18:17:03,1,1\n${stamp},1,1\n`);
    expect(report.issues).toEqual([
      {
        line: 3,
        column: 1,
        message: `TIMESTAMP = ${JSON.stringify(stamp)} is not a time`,
        fix: 'write a time such as 2023-11-16 18:17:03.9799600',
      },
    ]);
  });

  it('sorts rows that go back, keeps those of one instant as they came, counts from the earliest', () => {
    const rows = ['05.0,1', '03.5,2', '05.0,3', '03.5,4', '09.0,5'];
    const text = header + rows.map((row) => `2023-11-16 18:17:${row},1\n`).join('');
    const result = read('azure-llm', text);
    expect(Array.from(result.rows.arrivalSeconds)).toEqual([0, 0, 1.5, 1.5, 5.5]);
    expect(Array.from(result.rows.promptTokens)).toEqual([2, 4, 1, 3, 5]);
    expect(result.report).toMatchObject({ rows: 5, unsorted: 2, issues: [] });
  });
});

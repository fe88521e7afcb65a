import { describe, expect, it } from 'vitest';
import { makeCase } from './cases.ts';
import { close, exactTimes, firstDifference, identical } from './compare.ts';
import { runPlain } from './plain-loop.ts';
import type { ResultRow, RunResult } from './records.ts';

/** A comparison that cannot fail is worth nothing: each kind of difference must be named. */
const result = runPlain(makeCase('kv-pressure', 1));
const withRow = (change: (row: ResultRow) => Partial<ResultRow>): RunResult => ({
  ...result,
  rows: result.rows.map((row, i) => (i === 40 ? { ...row, ...change(row) } : row)),
});

describe('the comparison of two runs', () => {
  it('finds a run equal to itself, to the bit', () => {
    expect(firstDifference(result, runPlain(makeCase('kv-pressure', 1)), identical)).toBeNull();
  });

  it.each([
    ['outcome', { outcome: 'expired' }],
    ['replica', { replica: 99 }],
    ['preemptions', { preemptions: 77 }],
    ['sloMet', { sloMet: 'perhaps' as unknown as boolean }],
    ['outputTokens', { outputTokens: 0 }],
    ['worstGapSeconds', { worstGapSeconds: NaN }],
  ] as const)('names a different %s', (field, change) => {
    expect(
      firstDifference(
        result,
        withRow(() => change),
        close,
      ),
    ).toContain(`${field}: expected`);
  });

  it.each([
    'completionSeconds',
    'ttftSeconds',
    'worstGapSeconds',
    'preemptedSeconds',
    'acceleratorJoules',
  ] as const)('takes rounding of %s for none, unless bits count', (field) => {
    const by = (seconds: number) => withRow((row) => ({ [field]: row[field] + seconds }));
    expect(firstDifference(result, by(1e-7), close)).toContain(`${field}: expected`);
    expect(firstDifference(result, by(1e-13), identical)).toContain(`${field}: expected`);
    if (field === 'completionSeconds') return; // its place among the rows depends on it
    expect(firstDifference(result, by(1e-13), close)).toBeNull();
    if (field === 'acceleratorJoules') {
      expect(firstDifference(result, by(1e-13), exactTimes)).toBeNull();
    }
  });

  it('sees rows that stand in the wrong order or are missing', () => {
    const [first, second, ...rest] = result.rows;
    const swapped = { ...result, rows: [second!, first!, ...rest] };
    expect(firstDifference(result, swapped, close)).toContain('stands behind');
    expect(firstDifference(result, { ...result, rows: rest }, close)).toContain('rows expected');
  });

  it('sees a replica, a gap or an end that differs', () => {
    const [replica, ...others] = result.replicas;
    const longer = [{ ...replica!, steps: replica!.steps + 1 }, ...others];
    expect(firstDifference(result, { ...result, replicas: longer }, close)).toContain('steps');
    const gaps = result.gaps.map((list) => list.slice(1));
    expect(firstDifference(result, { ...result, gaps }, close)).toContain('gaps between tokens');
    const ended = { ...result, endSeconds: result.endSeconds + 1 };
    expect(firstDifference(result, ended, close)).toContain('the run ends at');
  });
});

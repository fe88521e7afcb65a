import { expect } from 'vitest';
import { byRequest, type RecordedRun } from '../../property/recorded-run.ts';

/** Every request is served as in the other run, at the same joules, but for rounding. */
export function expectSameService(run: RecordedRun, other: RecordedRun): void {
  const rows = byRequest(run);
  for (const [i, row] of byRequest(other).entries()) {
    expect(rows[i]!.ttftSeconds).toBeCloseTo(row.ttftSeconds, 9);
    expect(rows[i]!.e2eSeconds).toBeCloseTo(row.e2eSeconds, 9);
    if (row.outputTokens > 1) expect(rows[i]!.worstGapSeconds).toBeCloseTo(row.worstGapSeconds, 9);
    expect(rows[i]!.acceleratorJoules).toBeCloseTo(row.acceleratorJoules, 6);
  }
}

import { describe, expect, it } from 'vitest';
import { traceRowsFromColumns } from '../../../src/trace/from-columns.ts';
import { summarizeTrace } from '../../../src/trace/summarize.ts';

function rowsAt(arrivalSeconds: readonly number[], promptTokens?: readonly number[]) {
  const ones = arrivalSeconds.map(() => 1);
  return traceRowsFromColumns({
    arrivalSeconds,
    promptTokens: promptTokens ?? ones,
    outputTokens: ones,
  }).rows;
}

describe('summarizeTrace', () => {
  it('counts whole windows of a minute', () => {
    // 4, 0 and 2 rows in three whole minutes; the two of the last, cut one do not count.
    const summary = summarizeTrace(rowsAt([0, 1, 1, 59, 120, 179, 180, 200]));
    expect(summary.durationSeconds).toBe(200);
    expect(summary.meanPerSecond).toBe(8 / 200);
    expect(summary.peakPerSecond).toBe(4 / 60);
    expect(summary.dispersion).toBeCloseTo(8 / 3 / 2, 12);
    expect(summary.zeroGapShare).toBe(1 / 7);
  });

  it('has no burstiness in a metronome', () => {
    const summary = summarizeTrace(rowsAt(Array.from({ length: 601 }, (_, i) => i)));
    expect(summary).toMatchObject({ interarrivalCv: 0, dispersion: 0, peakPerSecond: 1 });
  });

  it('takes quantiles as numpy does', () => {
    const { promptTokens } = summarizeTrace(rowsAt([0, 1, 2, 3], [40, 10, 20, 30]));
    expect(promptTokens).toMatchObject({ p25: 17.5, p50: 25, p75: 32.5, max: 40, mean: 25 });
    expect(promptTokens.p999).toBeCloseTo(39.97, 12);
    expect(promptTokens.cv).toBeCloseTo(Math.sqrt(125) / 25, 12);
    expect(promptTokens.total).toBe(100);
  });

  it('leaves open what a short trace does not tell', () => {
    const none = {
      meanPerSecond: null,
      peakPerSecond: null,
      dispersion: null,
      interarrivalCv: null,
    };
    expect(summarizeTrace(rowsAt([7]))).toMatchObject({ ...none, rows: 1, zeroGapShare: null });
    expect(summarizeTrace(rowsAt([7, 7]))).toMatchObject({ ...none, rows: 2, zeroGapShare: 1 });
    expect(summarizeTrace(rowsAt([]))).toMatchObject({ ...none, rows: 0, durationSeconds: 0 });
  });
});

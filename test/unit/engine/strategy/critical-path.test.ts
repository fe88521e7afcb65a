import { describe, expect, it } from 'vitest';
import { extended, noPath, writePath } from '../../../../src/engine/strategy/critical-path.ts';
import { requestRow } from '../../record/rows.ts';

const total = (path: Float64Array) => path.reduce((sum, part) => sum + part, 0);

describe('the critical path', () => {
  const row = requestRow();

  it('sums the parts of calls that follow each other', () => {
    const twice = extended(extended(noPath, row), row);
    expect(total(twice)).toBeCloseTo(2 * row.e2eSeconds, 12);
    expect(total(noPath)).toBe(0);
    const written = requestRow();
    writePath(twice, written);
    expect(written.prefillSeconds).toBe(2 * row.prefillSeconds);
    expect(written.transferSeconds).toBe(0);
  });

  it('leaves out what a call did after the end, its last phase first', () => {
    const cut = extended(noPath, row, row.decodeSeconds + 0.05);
    expect(total(cut)).toBeCloseTo(row.e2eSeconds - row.decodeSeconds - 0.05, 12);
    expect(cut[3]).toBe(0);
    expect(cut[2]).toBeCloseTo(row.prefillSeconds - 0.05, 12);
  });
});

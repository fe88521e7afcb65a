import { describe, expect, it } from 'vitest';
import { ladderOf } from '../../../src/summary/ladder.ts';

const totals = {
  ...{ descents: 2, skipped: 10 },
  rungs: [
    { requests: 60, inTime: 50 },
    { requests: 40, inTime: 30 },
  ],
};
const named = (...accuracies: (number | null)[]) => ({
  rungs: accuracies.map((accuracy, i) => ({ name: `rung ${i}`, accuracy })),
});

describe('ladderOf', () => {
  it('has shares of the measured requests, and counts what was not in time as wrong', () => {
    expect(ladderOf(totals, named(0.4, 0.2))).toEqual({
      ...{ descents: 2, skipped: 10, accuracyInTime: (50 * 0.4 + 30 * 0.2) / 100 },
      rungs: [
        { rung: 'rung 0', share: 0.6, inTimeShare: 50 / 60, accuracy: 0.4 },
        { rung: 'rung 1', share: 0.4, inTimeShare: 0.75, accuracy: 0.2 },
      ],
    });
  });

  it('has no accuracy where none is stated, and no shares of nothing', () => {
    expect(ladderOf(totals, named(null, null)).accuracyInTime).toBeNull();
    const nothing = { descents: 0, skipped: 0, rungs: [{ requests: 0, inTime: 0 }] };
    expect(ladderOf(nothing, named(0.4))).toMatchObject({
      accuracyInTime: null,
      rungs: [{ share: null, inTimeShare: null }],
    });
  });
});

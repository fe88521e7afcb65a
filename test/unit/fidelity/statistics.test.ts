import { describe, expect, it } from 'vitest';
import type { RowOutcome } from '../../../bench/fidelity/port.ts';
import { errorSummaries, summarizeErrors } from '../../../bench/fidelity/statistics.ts';
import { coverageOf, exitCodeOf, skippedRows } from '../../../bench/fidelity/verdict.ts';

/** A row of a made-up file, predicted `ratio` times what was measured; skipped where there is a reason. */
function outcome(over: Partial<RowOutcome> & { ratio?: number } = {}): RowOutcome {
  const { ratio = 1, ...rest } = over;
  return {
    file: 'a.csv',
    rowId: 'a.csv:2',
    model: 'm',
    accelerator: 'c',
    engine: 'e',
    suspect: '',
    figures: [{ metric: 'ms', measured: 8, predicted: 8 * ratio }],
    skipped: null,
    ...rest,
  };
}

const skip = (reason: string, over: Partial<RowOutcome> = {}) =>
  outcome({ figures: [], skipped: reason, ...over });

describe('errors', () => {
  it('are per cent of what was measured: quantiles of the size, mean of the sign', () => {
    const { n, medianApe, p90Ape, bias } = summarizeErrors([-10, 20, -30]);
    expect(n).toBe(3);
    expect(medianApe).toBe(20);
    expect(p90Ape).toBeCloseTo(28, 12);
    expect(bias).toBeCloseTo(-20 / 3, 12);
    expect(summarizeErrors([])).toEqual({ n: 0, medianApe: null, p90Ape: null, bias: null });
  });

  it('stand per metric for all rows first, then for each model, chip and engine', () => {
    const rows = [
      outcome({ ratio: 1.1 }),
      outcome({ ratio: 0.7, model: 'other' }),
      outcome({ ratio: 0.7, model: 'other' }),
      skip('no sheet', { model: 'other' }),
    ];
    const [all, ...groups] = errorSummaries(rows);
    expect(all).toMatchObject({ file: 'a.csv', metric: 'ms', group: 'all', n: 3, skipped: 1 });
    expect(all?.medianApe).toBeCloseTo(30, 9);
    expect(all?.macroMedianApe).toBeCloseTo(20, 9);
    expect(groups.map(({ group, n, skipped }) => [group, n, skipped])).toEqual([
      ['m | c | e', 1, 0],
      ['other | c | e', 2, 1],
    ]);
  });

  it('leave marked rows out of every figure, and say how many there are', () => {
    const rows = [outcome({ ratio: 1.1 }), outcome({ ratio: 5, suspect: 'odd' })];
    const [all] = errorSummaries(rows);
    expect(all?.medianApe).toBeCloseTo(10, 9);
    expect(all).toMatchObject({ n: 1, suspect: 1, skipped: 0 });
  });

  it('show a file of which nothing was predicted', () => {
    const [all] = errorSummaries([skip('not built')]);
    expect(all).toMatchObject({ metric: '-', group: 'all', n: 0, medianApe: null, skipped: 1 });
  });
});

describe('the verdict', () => {
  const rows = (predicted: number, skipped: number) => [
    ...Array.from({ length: predicted }, () => outcome()),
    ...Array.from({ length: skipped }, () => skip('not built')),
  ];

  it('asks for 95 % of the unmarked rows of each file', () => {
    expect(exitCodeOf(coverageOf(['a.csv'], rows(19, 1)))).toBe(0);
    expect(exitCodeOf(coverageOf(['a.csv'], rows(18, 1)))).toBe(1);
    const other = Array.from({ length: 100 }, () => outcome({ file: 'b.csv' }));
    expect(exitCodeOf(coverageOf(['a.csv', 'b.csv'], [...rows(18, 1), ...other]))).toBe(1);
  });

  it('does not care for marked rows, and fails without any file', () => {
    const marked = Array.from({ length: 9 }, () => skip('not built', { suspect: 'odd' }));
    expect(exitCodeOf(coverageOf(['a.csv'], [...rows(19, 1), ...marked]))).toBe(0);
    expect(exitCodeOf([])).toBe(1);
  });

  it('lists every reason with all its rows', () => {
    const list = skippedRows([
      skip('rare', { rowId: '1' }),
      skip('common', { rowId: '2' }),
      skip('common', { rowId: '3', suspect: 'odd' }),
      outcome(),
    ]);
    expect(list).toEqual([
      { file: 'a.csv', reason: 'common', rows: 2, unmarked: 1, rowIds: ['2', '3'] },
      { file: 'a.csv', reason: 'rare', rows: 1, unmarked: 1, rowIds: ['1'] },
    ]);
  });
});

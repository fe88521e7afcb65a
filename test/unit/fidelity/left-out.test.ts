import { describe, expect, it } from 'vitest';
import { goalsText } from '../../../bench/fidelity/goals.ts';
import { leaveOut } from '../../../bench/fidelity/left-out/folds.ts';
import { fitCoefficients, logError } from '../../../bench/fidelity/left-out/search.ts';

describe('fitCoefficients', () => {
  it('finds two coefficients of a line, and stays within bounds', () => {
    const points = [1, 2, 5, 10, 100].map((x) => ({ x, y: 3 + 0.5 * x }));
    const error = ([a = 0, b = 0]: readonly number[]) =>
      logError(points.map(({ x, y }) => (a + b * x) / y));
    const [a = 0, b = 0] = fitCoefficients([1, 1], error);
    expect(a).toBeGreaterThan(2.7);
    expect(a).toBeLessThan(3.3);
    expect(b).toBeGreaterThan(0.45);
    expect(b).toBeLessThan(0.55);
    expect(fitCoefficients([1, 1], error, [2, 0.4])[1]).toBeLessThanOrEqual(0.4);
  });

  it('is never worse than its start', () => {
    const error = ([a = 0]: readonly number[]) => Math.abs(a - 1);
    expect(fitCoefficients([1], error)).toEqual([1]);
  });
});

describe('leaveOut', () => {
  it('predicts each part by the rest: a part that is unlike them comes out worse than fitted', () => {
    const rows = [
      { model: 'a', seconds: 1 },
      { model: 'b', seconds: 1 },
      { model: 'c', seconds: 4 },
    ];
    const found = leaveOut({
      name: 'one figure',
      rows,
      start: [2],
      ratio: ({ seconds }, [x = 0]) => x / seconds,
      folds: { model: ({ model }) => model },
    });
    expect(found.map(({ leftOut, n }) => [leftOut, n])).toEqual([
      ['model a', 1],
      ['model b', 1],
      ['model c', 1],
    ]);
    expect(found[0]?.catalog.median).toBeCloseTo(100, 9);
    expect(found[2]?.catalog.median).toBeCloseTo(50, 9);
    expect(found[2]?.without.median).toBeCloseTo(75, 0);
  });
});

describe('goalsText', () => {
  const summary = (accelerator: string, medianApe: number, p90Ape: number) => ({
    file: 'serving_inferencex_agg.csv',
    metric: 'tpot_ms',
    group: `m | ${accelerator} | vllm`,
    n: 3,
    medianApe,
    p90Ape,
    bias: 0,
    skipped: 0,
    suspect: 0,
  });

  it('means over groups, and says which goals are met', () => {
    const text = goalsText([summary('H100', 2, 10), summary('B200', 14, 20)]);
    const lines = text.split('\n').filter((line) => line.includes('tpot_ms'));
    expect(lines.find((line) => line.includes('newer chips'))).toMatch(/14\.0.*20\.0.*missed/);
    expect(lines.find((line) => line.includes('other models'))).toMatch(/8\.0.*15\.0.*met/);
  });

  it('is empty without figures', () => {
    expect(goalsText([])).toBe('');
  });
});

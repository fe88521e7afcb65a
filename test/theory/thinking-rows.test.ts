import { describe, expect, it } from 'vitest';
import { calibratedRows, type RowName } from '../../bench/thinking/calibrated-rows.ts';
import { judgeRows } from '../../bench/thinking/judge.ts';
import {
  readReferenceRows,
  referenceFolder,
  tablePath,
} from '../../bench/thinking/reference-rows.ts';
import { saturationLaw } from '../../bench/thinking/saturation.ts';
import { isWithin } from '../../bench/thinking/tolerance.ts';

const table = readReferenceRows(referenceFolder);
if (table === null) {
  process.stderr.write(`SKIPPED: no ${tablePath(referenceFolder)} (set TAILWATT_DATA)\n`);
}
/** The table has o1-mini's AIME24 under two names: the questions are the same. */
const groupOf = ([, model, task]: RowName) => `${model} at ${task.replace(' (30 q)', '')}`;

describe('the calibrated rows', () => {
  it('are at most two for one model at one task', () => {
    const counts = new Map<string, number>();
    for (const row of calibratedRows) {
      counts.set(groupOf(row), (counts.get(groupOf(row)) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 2)).toEqual([]);
  });
});

describe.skipIf(table === null)('the published points', () => {
  const rows = table ?? [];
  const texts = rows.map(({ name }) => JSON.stringify(name));

  it('have each calibrated row once', () => {
    for (const row of calibratedRows) {
      const text = JSON.stringify(row);
      expect(texts.filter((other) => other === text)).toEqual([text]);
    }
  });

  it('are calibrated by a third at most', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(calibratedRows.length / rows.length).toBeLessThanOrEqual(1 / 3);
  });

  const { calibrated, predicted } = judgeRows(rows);

  it('are each either calibrated or predicted', () => {
    const lines = [...calibrated, ...predicted].map(({ line }) => line).sort((a, b) => a - b);
    expect(lines).toEqual(rows.map(({ line }) => line));
    expect(calibrated.length).toBe(calibratedRows.length);
  });

  it('that were calibrated are met to a tenth of a point', () => {
    for (const { line, predicted: said, reported } of calibrated) {
      expect(Math.abs(Number(said) - Number(reported)), `line ${line}`).toBeLessThan(0.1);
    }
  });

  it('that were predicted lie within their tolerance as often as they did', () => {
    const within = predicted.filter((row) => row.within).length;
    expect(within / predicted.length).toBeGreaterThanOrEqual(0.8);
    const mute = predicted.filter((row) => row.predicted === null);
    for (const { note } of mute) expect(note).not.toBe('');
    expect(mute.length).toBeLessThan(predicted.length / 20);
  });
});

describe('votes of o1-mini’s chains at AIME 2024', () => {
  it('gain less than a point per doubling from 2^17 tokens on', () => {
    const { pointsPerDoubling, holds } = saturationLaw();
    expect(pointsPerDoubling.length).toBe(4);
    expect(holds).toBe(true);
    for (const points of pointsPerDoubling) expect(points).toBeLessThan(1);
  });
});

describe('a tolerance', () => {
  it.each([
    ['2 pt', '50', 52, 52.1],
    ['+-9 pt (30 q binomial SE)', '50', 41, 40.9],
    ['x2', '0.02', 0.039, 0.041],
    ['5%', '10', 10.5, 10.6],
    ['formula exact; measured +-30%', '3', 2.2, 2],
    ['1e-3', '3.69', 3.6893, 3.688],
    ['3-5x', '4', 3.5, 2],
    ['<=0.5 pt', '0.1', 0.4, 0.6],
    ['sign', '-35', -2, 2],
    ['sign', '0', 0.2, 0.7],
    ['sign+5 pt', '27.8', 24, 20],
    ['range', '11-29', 20, 30],
    ['trend', '~17->~24', 20, 16],
    ['0.5 pt', '70', 70.5, 70.6],
  ] as const)('of %s around %s holds %d and not %d', (tolerance, reported, inside, outside) => {
    expect(isWithin(inside, reported, tolerance)).toBe(true);
    expect(isWithin(outside, reported, tolerance)).toBe(false);
  });

  it('in words that mean nothing is none', () => {
    expect(isWithin(1, '1', 'about')).toBeNull();
  });
});

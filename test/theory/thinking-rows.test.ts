import { describe, expect, it } from 'vitest';
import { calibratedRows, type RowName } from '../../bench/thinking/calibrated-rows.ts';
import {
  readReferenceRows,
  referenceFolder,
  tablePath,
} from '../../bench/thinking/reference-rows.ts';

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
});

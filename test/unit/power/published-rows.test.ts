import { describe, expect, it } from 'vitest';
import { errorOf, judge } from '../../../bench/power/predictions.ts';
import { readPowerRows } from '../../../bench/power/rows.ts';
import { accelerators, grids, nodes } from '../../../src/catalog/index.ts';

const rows = readPowerRows();

describe('published figures of power, cooling and money', () => {
  it.runIf(rows !== null)('are predicted, or listed with the reason why not, each of them', () => {
    const { predictions, leftOut } = judge(rows!);
    expect(predictions.length + leftOut.length).toBe(rows!.length);
    expect(leftOut.filter(({ why }) => why.includes('nobody'))).toEqual([]);
    expect(predictions.length).toBeGreaterThanOrEqual(7);
    const missed = predictions.filter((each) => Math.abs(errorOf(each)) > each.tolerance);
    // a rack of 72 GB200s comes out at 113 kW, a tenth below the middle of what vendors and analysts say
    expect(missed.map(({ what }) => what)).toEqual(['rack: GB200 NVL72, kW']);
    for (const each of predictions) expect(Math.abs(errorOf(each)), each.what).toBeLessThan(0.15);
  });

  it.runIf(rows !== null)('stand in the catalog where they are inputs', () => {
    const states = rows!.filter(({ category }) => category === 'grid CI');
    const known = Object.values(grids).map(({ gramsPerKwh }) => gramsPerKwh);
    expect(states).toHaveLength(8);
    for (const { value } of states) expect(known).toContain(Number.parseFloat(value));
    expect(nodes['hgx-a100'].embodiedGrams / 8).toBe(318e3);
    expect(accelerators['h100-sxm'].idleWatts).toBeLessThanOrEqual(75);
  });
});

import { describe, expect, it } from 'vitest';
import { allCases } from './groups.ts';
import { judge, MOST_FIGURES } from './judge.ts';
import { notTested } from './not-tested.ts';
import { findRow, readReferenceTable, referencePath } from './reference-table.ts';

const checks = allCases.flatMap((each) => each.checks);
const table = readReferenceTable();
if (table === null) {
  process.stderr.write(`SKIPPED: no ${referencePath} (set TAILWATT_DATA)\n`);
}

describe.skipIf(table === null)('the reference table', () => {
  const rows = table ?? [];

  it('has every row either tested or listed with the reason why not', () => {
    expect(rows.length).toBeGreaterThan(50);
    const tested = new Set(checks.map(({ row }) => findRow(rows, row)?.line));
    const listed = new Set(notTested.map(({ line }) => line));
    const inNeither = rows.filter(({ line }) => !tested.has(line) && !listed.has(line));
    expect(inNeither.map(({ line, name }) => `${line}: ${name.join(', ')}`)).toEqual([]);
    expect([...listed].filter((line) => tested.has(line))).toEqual([]);
  });

  it('has a row for everything that is tested or listed', () => {
    const unknown = checks.filter(({ row }) => findRow(rows, row) === undefined);
    expect(unknown.map(({ row }) => row.join(', '))).toEqual([]);
    for (const { line, system } of notTested) {
      expect(rows.find((row) => row.line === line)?.name[0]).toBe(system);
    }
  });

  it('gives what the formulas give, to its six digits', () => {
    for (const { row, formula } of checks) {
      const found = findRow(rows, row);
      if (formula === null) expect(found?.formula).toBeNaN();
      else
        expect(Math.abs((found?.formula ?? NaN) / formula - 1), row.join(', ')).toBeLessThan(6e-6);
    }
  });
});

describe('the judgement of a figure', () => {
  const check = checks.find(({ expected }) => expected.is === 'exactly')!;
  const target = check.expected.is === 'exactly' ? check.expected.value : Number.NaN;
  const at99 = (mean: number) =>
    judge(check, { mean, halfWidth: 0.01 * target, batches: 40 }, Number.NaN, 'long');
  const passes = (mean: number, halfWidth: number | null) =>
    judge(check, { mean, halfWidth, batches: 40 }, Number.NaN, 'long').passed;

  it('knows how many figures are judged together', () => {
    expect(checks.length).toBeLessThanOrEqual(MOST_FIGURES);
  });

  it('accepts a target that can be missed by chance, and says whether it was', () => {
    const inside = { passed: true, inside: true };
    const byChance = { passed: true, inside: false };
    const outside = { passed: false, inside: false };
    for (const sign of [1, -1]) {
      const at = (share: number) => at99(target * (1 + sign * share));
      expect(at(0.0099)).toMatchObject(inside);
      expect(at(0.0101)).toMatchObject(byChance);
      expect(at(0.0155)).toMatchObject(byChance);
      expect(at(0.0165)).toMatchObject(outside);
    }
  });

  it('accepts no interval that is too wide, or none at all', () => {
    expect(passes(target, 0.03 * target)).toBe(false);
    expect(passes(target, null)).toBe(false);
    expect(passes(Number.NaN, Number.NaN)).toBe(false);
  });

  it('holds approximations against the simulated figure, within 3 %', () => {
    const simulated = { ...check, expected: { is: 'as-simulated' } as const };
    const at = (mean: number, length: 'short' | 'long') =>
      judge(simulated, { mean, halfWidth: 0.01, batches: 40 }, 1, length).passed;
    expect(at(1.029, 'long')).toBe(true);
    expect(at(1.031, 'long')).toBe(false);
    expect(at(1.039, 'short')).toBe(true);
    expect(at(1.041, 'short')).toBe(false);
  });
});

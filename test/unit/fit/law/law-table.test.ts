import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLaws } from '../../../../src/fit/law/law-table.ts';
import { readTable } from '../../../e2e/tables.ts';

it('joint laws are a row for the level over all axes, and one for each exponent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'laws-'));
  const interval = [0.8, 1.2] as const;
  writeLaws(
    {
      ...{ sweeps: [], laws: [], comparisons: [], promises: [], warnings: [] },
      joint: [
        {
          ...{
            sweep: 's',
            metric: 'joules_per_request',
            unit: 'J',
            points: 8,
            r2: 0.9,
            residual: 0.1,
          },
          ...{ level: 3, levelInterval: [2, 4] },
          exponents: [
            { axis: 'rate', exponent: -0.8, interval: [-0.9, -0.7], from: 1, to: 3 },
            { axis: 'replicas', exponent: 1, interval, from: 4, to: 10 },
          ],
        },
      ],
    },
    folder,
  );
  const table = readTable(folder, 'laws');
  const column = (name: string) => [...(table.getChild(name) ?? [])];
  expect(column('law')).toEqual([0, 0, 0]);
  expect(column('axis')).toEqual(['rate · replicas', 'rate', 'replicas']);
  expect(column('form')).toEqual(Array(3).fill('joint-power'));
  expect(column('parameter')).toEqual(['level', 'exponent', 'exponent']);
  expect(column('value')).toEqual([3, -0.8, 1]);
  expect(column('unit')).toEqual(['J', null, null]);
  expect(column('ci_high')).toEqual([4, -0.7, 1.2]);
  expect(column('exponent')).toEqual([null, -0.8, 1]);
  expect(column('range_to')).toEqual([Number.NaN, 3, 10]);
  expect(column('replications')).toEqual([1, 1, 1]);
  rmSync(folder, { recursive: true });
});

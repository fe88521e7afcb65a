import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../bench/fidelity/kinds.ts';
import { predictRows } from '../../../bench/fidelity/predict-rows.ts';
import { readCells, tableNames } from '../../../bench/fidelity/read-folder.ts';

const folder = join(process.env['TAILWATT_DATA'] ?? '../shared/data', 'calibration');
const present = existsSync(folder);
if (!present) {
  process.stderr.write(`SKIPPED: no measured rows in ${folder} (set TAILWATT_DATA)\n`);
}

describe.skipIf(!present)('the measured rows', () => {
  it('all belong to a kind of file', () => {
    const unknown = tableNames(folder).filter((name) => kindOf(name) === null);
    expect(unknown).toEqual([]);
  });

  it.each(
    present ? tableNames(folder) : [],
  )('%s: the first row and the last are predicted, or skipped for a reason that is no fault of ours', (name) => {
    const all = readCells(folder, name);
    const ends = name.startsWith('requests_') ? all : [...all.slice(0, 1), ...all.slice(-1)];
    const rows = predictRows({ folder, name, rows: ends });
    expect(rows).toHaveLength(ends.length);
    for (const { skipped, figures } of rows) {
      expect(skipped ?? '').not.toMatch(/^fault/);
      expect(skipped !== null || figures.length > 0).toBe(true);
    }
  });
});

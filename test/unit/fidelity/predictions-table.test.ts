import { tableFromIPC } from '@uwdata/flechette';
import { expect, it } from 'vitest';
import type { RowOutcome } from '../../../bench/fidelity/port.ts';
import { predictionsFile } from '../../../bench/fidelity/predictions-table.ts';

const base = { file: 'a.csv', model: 'm', accelerator: 'c', engine: '', suspect: '' } as const;

it('holds one line per measured value, and one per row that was skipped', () => {
  const outcomes: RowOutcome[] = [
    {
      ...base,
      rowId: '1',
      figures: [
        { metric: 'x', measured: 2, predicted: 3 },
        { metric: 'y', measured: 4, predicted: 3 },
      ],
      skipped: null,
    },
    { ...base, rowId: '2', suspect: 'odd', figures: [], skipped: 'not built' },
  ];
  const table = tableFromIPC(Buffer.concat(predictionsFile(outcomes)));
  expect(table.toArray().map((row) => ({ ...row }))).toMatchObject([
    { row_id: '1', engine: '(none)', metric: 'x', measured: 2, predicted: 3, error_percent: 50 },
    { row_id: '1', metric: 'y', error_percent: -25, suspect: null, skipped: null },
    { row_id: '2', metric: null, predicted: null, suspect: 'odd', skipped: 'not built' },
  ]);
});

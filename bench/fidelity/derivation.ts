import { Skip } from '../../src/fit/skip.ts';
import { textTable } from '../../src/report/text-table.ts';
import { kindOf } from './kinds.ts';
import { dataFile, readCells, tableNames } from './read-folder.ts';
import { isCalled } from './run-folder.ts';
import { percentageError } from './statistics.ts';

/** The whole derivation of one row's prediction, or why there is none; null where no row is called so. */
export function derivationOf(
  folder: string,
  rowId: string,
  only: string | undefined,
): string | null {
  for (const name of tableNames(folder)) {
    const kind = kindOf(name);
    if (kind === null || (only !== undefined && !isCalled(name, only))) continue;
    const file = dataFile(folder, name, readCells(folder, name));
    const row = file.rows.find(({ id }) => id === rowId);
    if (row === undefined) continue;
    const { model, accelerator, engine } = kind.labels(row);
    const title = `${rowId} of ${name}: ${model} | ${accelerator} | ${engine}\nplayed as ${kind.play}`;
    const mark = row.suspect === '' ? [] : [`suspect: ${row.suspect}`];
    try {
      const { figures, derive } = kind.open(file)(row);
      const rows = figures.map((figure) => [
        figure.metric,
        figure.measured.toPrecision(5),
        figure.predicted.toPrecision(5),
        `${percentageError(figure).toFixed(1)} %`,
      ]);
      const table = textTable(['metric', 'measured', 'predicted', 'error'], rows, [0]);
      return [title, ...mark, derive(), table, ''].join('\n\n');
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      return [title, ...mark, `skipped: ${error.message}`, ''].join('\n\n');
    }
  }
  return null;
}

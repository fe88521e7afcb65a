/**
 * Holds published points of answer quality against inference compute beside what Tailwatt says: `npm run bench:thinking --
 * [--data DIR] [--json]`. DIR holds ttc-validation.csv; the default lies beside the data. Rows that parameters were fitted to
 * (bench/thinking/calibrated-rows.ts) stand in a table of their own. Exits 1 where fewer than 80 % of the others lie within
 * their stated tolerance.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../src/report/text-table.ts';
import { say } from './report.ts';
import { type JudgedRow, judgeRows } from './thinking/judge.ts';
import { readReferenceRows, referenceFolder, tablePath } from './thinking/reference-rows.ts';
import { saturationLaw } from './thinking/saturation.ts';

const GOAL = 0.8;

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean' } },
});
process.exitCode = main(options.data ?? referenceFolder);

function main(folder: string): number {
  const rows = readReferenceRows(folder);
  if (rows === null) {
    say(`no ${tablePath(folder)}: name its folder with --data, or set TAILWATT_DATA`);
    return 1;
  }
  const { calibrated, predicted } = judgeRows(rows);
  const law = saturationLaw();
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ calibrated, predicted, laws: [law] }, null, 2)}\n`);
  } else {
    process.stdout.write(
      [
        tableText('calibrated: parameters were fitted to these', calibrated),
        tableText('predicted', predicted),
        `${law.law}: ${law.pointsPerDoubling.map((points) => points.toFixed(2)).join(', ')} points per doubling, ${law.holds ? 'holds' : 'DOES NOT HOLD'}\n`,
      ].join('\n'),
    );
  }
  return shareWithin(predicted) >= GOAL && law.holds ? 0 : 1;
}

function shareWithin(rows: readonly JudgedRow[]): number {
  return rows.filter((row) => row.within).length / Math.max(1, rows.length);
}

function tableText(title: string, rows: readonly JudgedRow[]): string {
  const lines = rows.map((row) => [
    row.strategy,
    row.model,
    row.task,
    row.x,
    String(row.reported),
    row.predicted === null ? '–' : row.predicted.toPrecision(4),
    row.tolerance,
    row.within ? 'within' : row.predicted === null ? row.note : 'OUTSIDE',
  ]);
  const head = ['strategy', 'model', 'task', 'x', 'reported', 'predicted', 'tolerance', ''];
  const errors = rows.filter(
    ({ unit, predicted, reported }) =>
      unit.startsWith('%') && predicted !== null && typeof reported === 'number',
  );
  const error =
    errors.reduce(
      (sum, { predicted, reported }) => sum + Math.abs((predicted ?? 0) - Number(reported)),
      0,
    ) / Math.max(1, errors.length);
  const within = rows.filter((row) => row.within).length;
  return [
    title,
    textTable(head, lines, [0, 1, 2, 6, 7]),
    `${within} of ${rows.length} within their tolerance (${(100 * shareWithin(rows)).toFixed(1)} %); mean error of percentages ${error.toFixed(1)} points`,
    '',
  ].join('\n');
}

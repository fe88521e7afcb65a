/**
 * Power, cooling, money and carbon against published figures: `npm run bench:power`. Each row of the reference table is
 * predicted, with its error, or listed with the reason why not. `--json` prints one JSON document.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../src/report/text-table.ts';
import { PlayedRuns } from './power/played.ts';
import { errorOf, judge } from './power/predictions.ts';
import { powerRowsPath, readPowerRows } from './power/rows.ts';
import { say } from './report.ts';

/** A range's end is in it. */
const ROUNDING = 1e-9;

const { values: options } = parseArgs({ options: { json: { type: 'boolean' } } });
const rows = readPowerRows();
if (rows === null) say(`no ${powerRowsPath}: nothing to predict (set TAILWATT_DATA)`);
const { predictions, leftOut } = judge(rows ?? [], new PlayedRuns(rows ?? []));
const judged = predictions.map((each) => {
  const error = errorOf(each);
  return { ...each, error, within: Math.abs(error) <= each.tolerance + ROUNDING };
});
process.stdout.write(options.json === true ? jsonText() : tableText());
process.exitCode = rows === null ? 1 : 0;

function jsonText(): string {
  return `${JSON.stringify({ bench: 'power', predictions: judged, leftOut }, null, 2)}\n`;
}

function tableText(): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const shown = judged.map(({ line, what, published, predicted, error, tolerance, within }) => [
    String(line),
    what,
    published.toPrecision(4),
    predicted.toPrecision(4),
    percent(error),
    percent(tolerance),
    within ? '' : 'MISS',
  ]);
  const head = ['line', 'figure', 'published', 'predicted', 'error', 'may be', ''];
  const reasons = leftOut.map(({ line, what, why }) => [String(line), what, why]);
  const misses = judged.filter(({ within }) => !within).length;
  return [
    textTable(head, shown, [1, 6]),
    textTable(['line', 'not predicted', 'because'], reasons, [1, 2]),
    `${judged.length} figures predicted, ${misses} of them missed; ${leftOut.length} left out\n`,
  ].join('\n');
}

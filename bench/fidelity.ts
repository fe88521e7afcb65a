/**
 * Predicts measured rows and prints how far off: `npm run bench:fidelity -- [--data DIR] [--only FILE] [--row ID] [--json]
 * [--out FILE.arrow]`. DIR is a folder shaped like `$TAILWATT_DATA/calibration`, the default. Operators are predicted by
 * physics/, everything else by running the simulator as each file says. `--row` prints one derivation. Exits 1 where less
 * than 95 % of a file's rows without a mark were predicted.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { derivationOf } from './fidelity/derivation.ts';
import { leftOutOf, leftOutText } from './fidelity/left-out/report.ts';
import { predictionsFile } from './fidelity/predictions-table.ts';
import { type FolderOutcomes, predictFolder } from './fidelity/run-folder.ts';
import { errorSummaries } from './fidelity/statistics.ts';
import { reportText } from './fidelity/text.ts';
import { coverageOf, exitCodeOf, skippedRows } from './fidelity/verdict.ts';
import { say } from './report.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    'left-out': { type: 'boolean' },
    row: { type: 'string' },
    json: { type: 'boolean' },
    out: { type: 'string' },
  },
});
const folder =
  options.data ?? join(process.env['TAILWATT_DATA'] ?? '../shared/data', 'calibration');
process.exitCode = await main();

async function main(): Promise<number> {
  if (!existsSync(folder)) {
    say(`no folder ${folder}: name one with --data, or set TAILWATT_DATA`);
    return 1;
  }
  if (options.row !== undefined) return printRow(options.row);
  if (options['left-out'] === true) return printLeftOut();
  const began = performance.now();
  const found = await predictFolder(folder, options.only, (name, rows, seconds) =>
    say(`${name}: ${rows} rows, ${seconds.toFixed(0)} s`),
  );
  if (found.files.length === 0) {
    say(`no table in ${folder}${options.only === undefined ? '' : ` is called ${options.only}`}`);
    return 1;
  }
  writeTable(found);
  return print(found, (performance.now() - began) / 1000);
}

function printLeftOut(): number {
  const found = leftOutOf(folder);
  const text =
    options.json === true ? JSON.stringify({ leftOut: found }, null, 2) : leftOutText(found);
  process.stdout.write(`${text}\n`);
  return 0;
}

function printRow(rowId: string): number {
  const text = derivationOf(folder, rowId, options.only);
  if (text === null) say(`no row ${rowId} in ${folder}`);
  else process.stdout.write(text);
  return text === null ? 1 : 0;
}

function writeTable({ outcomes }: FolderOutcomes): void {
  const out = options.out ?? 'results/fidelity.arrow';
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, Buffer.concat(predictionsFile(outcomes)));
  say(`predictions of ${outcomes.length} rows in ${out}`);
}

function print({ files, outcomes }: FolderOutcomes, seconds: number): number {
  const summaries = errorSummaries(outcomes);
  const coverage = coverageOf(files, outcomes);
  const skipped = skippedRows(outcomes);
  if (options.json === true) {
    const document = { files: summaries, skipped, coverage, seconds };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    process.stdout.write(reportText({ summaries, coverage, skipped, seconds }));
  }
  return exitCodeOf(coverage);
}

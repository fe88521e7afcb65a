/**
 * Queueing theory with the half-widths that the reference table asks for (3 million arrivals and more, where the tests
 * take a tenth): `npm run bench:theory`. `--only TEXT` takes the systems whose name contains the text, `--short` the
 * length of the tests, `--json` prints one JSON document. Exits 1 when a figure is wrong.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../src/report/text-table.ts';
import { allCases } from '../test/theory/groups.ts';
import { type CaseResult, type Figure, measureCase } from '../test/theory/measure-case.ts';
import { readReferenceTable, referencePath } from '../test/theory/reference-table.ts';
import type { TheoryCase } from '../test/theory/theory-case.ts';
import { say } from './report.ts';

interface TimedResult extends CaseResult {
  readonly userSeconds: number;
}

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, short: { type: 'boolean' }, json: { type: 'boolean' } },
});
const length = options.short === true ? 'short' : 'long';
if (readReferenceTable() === null) {
  say(`no ${referencePath}: figures without an exact formula are left out (set TAILWATT_DATA)`);
}
const chosen = allCases.filter(({ system }) => system.name.includes(options.only ?? ''));
const results = chosen.map(timed);
const figures = results.flatMap((result) => result.figures);
const wrong = figures.filter(({ passed }) => !passed).length;
process.stdout.write(options.json === true ? jsonText() : tableText());
process.exitCode = wrong > 0 || figures.length === 0 ? 1 : 0;

function timed(each: TheoryCase): TimedResult {
  say(`${each.system.name}: ${each.requests[length].toLocaleString('en')} arrivals`);
  const before = process.cpuUsage().user;
  const result = measureCase(each, length);
  for (const figure of result.figures) say(`  ${figure.figure}: ${word(figure)}`);
  return { ...result, userSeconds: (process.cpuUsage().user - before) / 1e6 };
}

/** `by chance`: outside its own 99 % interval, as one figure in a hundred is, but inside that of all together. */
function word({ passed, inside }: Figure): string {
  return inside ? 'right' : passed ? 'by chance' : 'WRONG';
}

function jsonText(): string {
  return `${JSON.stringify({ bench: 'theory', length, wrong, results }, null, 2)}\n`;
}

function tableText(): string {
  const rows = results.flatMap(({ figures: own, requests, userSeconds }) =>
    own.map((figure, i) => [
      i === 0 ? figure.system : '',
      i === 0 ? requests.toLocaleString('en') : '',
      i === 0 ? userSeconds.toFixed(1) : '',
      figure.figure,
      figure.value.toPrecision(5),
      `${((100 * figure.halfWidth) / figure.value).toFixed(2)} %`,
      figure.expected,
      word(figure),
    ]),
  );
  const head = ['system', 'arrivals', 'CPU s', 'figure', 'measured', '±', 'expected', ''];
  const seconds = results.reduce((sum, { userSeconds }) => sum + userSeconds, 0);
  return [
    'bench:theory, 99 % intervals by batch means',
    textTable(head, rows, [0, 3, 6, 7]),
    `${figures.length} figures, ${wrong} wrong, ${seconds.toFixed(0)} s of user CPU\n`,
  ].join('\n');
}

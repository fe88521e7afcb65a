/**
 * How often 95 % intervals hold the truth, on queues whose truth is known in closed form: `npm run bench:coverage`. Each
 * system is run 400 times for 20,000 requests (`--runs N`: N times); `--only TEXT` takes the systems whose name contains
 * the text, `--json` prints one JSON document. Exits 1 when an interval at a load of 80 % or less holds the truth less
 * often than 92 times in a hundred, or more often than 98 times, and chance cannot have done it. At 90 % twenty thousand
 * requests are too few for a p99: that is shown, not judged.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../src/report/text-table.ts';
import {
  type Coverage,
  type CoverageSystem,
  isAsStated,
  measureCoverage,
  systemName,
} from '../test/theory/coverage.ts';
import { say } from './report.ts';

const requests = 20_000;
const judgedLoad = 0.8;
/** Shown to tell what the correlation of requests does; wrong on purpose. */
const contrast = 'as if independent';

const systems: readonly CoverageSystem[] = [1, 4].flatMap((servers) =>
  [0.5, 0.8, 0.9].map((load) => ({ servers, load })),
);

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '400' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 10) throw new Error('--runs is to be a number from 10 on');

const before = process.cpuUsage().user;
const results = systems
  .filter((system) => systemName(system).includes(options.only))
  .flatMap((system) => {
    say(`${systemName(system)}: ${runs} runs of ${requests.toLocaleString('en')} requests`);
    return measureCoverage(system, { runs, requests });
  });
const userSeconds = (process.cpuUsage().user - before) / 1e6;
const wrong = results.filter((result) => word(result) === 'WRONG').length;
process.stdout.write(options.json ? jsonText() : tableText());
process.exitCode = wrong > 0 || results.length === 0 ? 1 : 0;

/** Empty where nothing is promised. */
function word(result: Coverage): 'right' | 'WRONG' | '' {
  if (result.load > judgedLoad || result.method === contrast) return '';
  return isAsStated(result) ? 'right' : 'WRONG';
}

function jsonText(): string {
  const rows = results.map((result) => ({
    system: systemName(result),
    ...result,
    judged: word(result),
  }));
  const document = { bench: 'coverage', runs, requests, wrong, userSeconds, results: rows };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function tableText(): string {
  const percent = (share: number, digits: number) => (100 * share).toFixed(digits);
  const rows = results.map((result, i) => {
    const name = systemName(result);
    const [low, high] = result.coverageInterval;
    return [
      i > 0 && systemName(results[i - 1]!) === name ? '' : name,
      result.statistic,
      result.method,
      `${percent(result.coverage, 1)} %`,
      `${percent(low, 1)}–${percent(high, 1)}`,
      `${percent(result.given, 0)} %`,
      `${percent(result.relativeHalfWidth, 1)} %`,
      word(result),
    ];
  });
  const head = ['system', 'statistic', 'method', 'coverage', 'its interval', 'given', '±', ''];
  return [
    `bench:coverage, 95 % intervals of the time in the system, ${runs} runs of ${requests.toLocaleString('en')} requests`,
    '  given: the share of runs that have an interval at all; coverage is among those.',
    '  Of replications, as many groups as runs are drawn; the interval is that of groups which share none.',
    textTable(head, rows, [0, 1, 2, 7]),
    `${results.length} coverages, ${wrong} wrong, ${userSeconds.toFixed(0)} s of user CPU\n`,
  ].join('\n');
}

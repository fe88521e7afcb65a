import { batching } from '../test/theory/batching.ts';
import { judge } from '../test/theory/judge.ts';
import { manyServers } from '../test/theory/many-servers.ts';
import { observe } from '../test/theory/observe.ts';
import { compileSystem } from '../test/theory/queue-system.ts';
import { findRow, readReferenceTable, referencePath } from '../test/theory/reference-table.ts';
import { singleServer } from '../test/theory/single-server.ts';
import type { TheoryCase } from '../test/theory/theory-case.ts';

/**
 * Queueing theory with the half-widths that the reference table asks for: every case of test/theory with 3 million
 * requests or more. `--short` takes the lengths of the tests, `--only TEXT` the cases whose name contains it, `--json`
 * prints one JSON document. Exits 1 when a figure is not what it must be.
 */
const cases: readonly TheoryCase[] = [...singleServer, ...manyServers, ...batching];
const flags = process.argv.slice(2);
const json = flags.includes('--json');
const length = flags.includes('--short') ? 'short' : 'long';
const only = flags.includes('--only') ? (flags[flags.indexOf('--only') + 1] ?? '') : '';
const table = readReferenceTable();
if (table === null) console.error(`no ${referencePath}: rows without a formula are left out`);

const results = cases.filter(({ system }) => system.name.includes(only)).flatMap(runCase);
const userSeconds = process.cpuUsage().user / 1e6;
const failed = results.filter(({ passed }) => !passed).length;
if (json) console.log(JSON.stringify({ bench: 'theory', length, userSeconds, failed, results }));
else
  console.log(
    `${results.length} figures, ${failed} wrong, ${userSeconds.toFixed(0)} s of user CPU`,
  );
process.exitCode = failed > 0 ? 1 : 0;

function runCase(each: TheoryCase) {
  const checks = each.checks.filter(
    ({ expected }) => expected.is !== 'as-simulated' || table !== null,
  );
  if (checks.length === 0) return [];
  const requests = each.requests[length];
  const before = process.cpuUsage().user;
  const { intervals, totals } = observe(
    compileSystem(each.system, requests),
    checks.map(({ measure }) => measure),
  );
  const seconds = (process.cpuUsage().user - before) / 1e6;
  return checks.map((check, i) => {
    const simulated = table === null ? Number.NaN : (findRow(table, check.row)?.simulated ?? NaN);
    const limits =
      length === 'long' ? { widest: check.widest ?? 0.02, slack: 0 } : { widest: 0.2, slack: 1 };
    const { passed, value, halfWidth, expected } = judge(check, intervals[i]!, simulated, limits);
    if (!json) {
      const half = `${((100 * halfWidth) / value).toFixed(2)} %`;
      const cost =
        i === 0 ? `${seconds.toFixed(1)} s, ${(totals.events / requests).toFixed(2)} ev` : '';
      console.log(
        `${passed ? 'ok   ' : 'WRONG'} ${each.system.name}: ${check.figure} = ${value.toPrecision(5)} ± ${half}, expected ${expected} ${cost}`,
      );
    }
    const { name } = each.system;
    return { name, figure: check.figure, requests, value, halfWidth, expected, passed, seconds };
  });
}

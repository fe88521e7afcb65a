// Runs scenarios through the built command, one on each core, and checks that every request that arrived is accounted
// for. Prints a line for each, `ok` or `FAILED`; why one failed goes to standard error.
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timeoutSeconds = 120;
const [results, ...scenarios] = process.argv.slice(2);

async function check(scenario) {
  const words = ['tailwatt', 'run', scenario, '--out', join(mkdtempSync(results), 'run'), '--json'];
  const { stdout } = await run('npx', words, {
    timeout: timeoutSeconds * 1000,
    maxBuffer: 2 ** 26,
  });
  const { status, counts } = JSON.parse(stdout);
  const { offered, measured, ...outcomes } = counts;
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  if (status !== 'completed') throw new Error(`${scenario} is ${status}`);
  if (!(offered > 0 && measured > 0)) throw new Error(`${scenario} measured nothing`);
  if (ended !== offered) throw new Error(`${scenario}: ${offered} offered, ${ended} ended`);
}

const left = scenarios.values();
async function work() {
  for (const scenario of left) {
    const began = performance.now();
    const verdict = await check(scenario).then(
      () => 'ok',
      (error) => {
        process.stderr.write(`${error.message}\n`);
        return 'FAILED';
      },
    );
    const name = `run ${scenario}`.padEnd(44);
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stdout.write(`${verdict.padEnd(7)} ${name} ${`${seconds}`.padStart(4)} s\n`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));

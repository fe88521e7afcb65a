// Runs one scenario through the built command and checks that every request that arrived is accounted for.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const [scenario, results] = process.argv.slice(2);
const out = join(mkdtempSync(results), 'run');
const text = execFileSync('npx', ['tailwatt', 'run', scenario, '--out', out, '--json'], {
  encoding: 'utf8',
});
const { status, counts } = JSON.parse(text);
const { offered, measured, ...outcomes } = counts;
const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
if (status !== 'completed') throw new Error(`${scenario} is ${status}`);
if (!(offered > 0 && measured > 0)) throw new Error(`${scenario} measured nothing`);
if (ended !== offered) throw new Error(`${scenario}: ${offered} offered, ${ended} ended`);

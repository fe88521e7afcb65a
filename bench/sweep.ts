/**
 * What a sweep costs: `npm run bench:sweep` builds first and runs 200 points × 5 replications of 20,000 requests, with
 * two workers and with one, in the built program (workers are threads of it). Ratios are of the same run.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SweepResult } from '../src/node.ts';
import { median } from './measure.ts';
import { printReport, readOptions, say } from './report.ts';

const options = readOptions();
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const scenario = fileURLToPath(new URL('../scenarios/chatbot-70b.yaml', import.meta.url));
const built = new URL('../dist/node.js', import.meta.url).href;
const { loadSweep, runSweep } = (await import(built)) as typeof import('../src/node.ts');

const [rates, fleets] = options.quick ? [5, 4] : [20, 10];
const replications = 5;
const requests = 20_000;

const text = `scenario: ${JSON.stringify(scenario)}
replications: ${replications}
axes:
  workloads[chat].arrivals.rate: { from: 8/s, to: 46/s, steps: ${rates} }
  pools[h100].replicas: { from: 8, to: ${8 + 2 * (fleets - 1)}, steps: ${fleets} }
`;

const folder = await mkdtemp(join(tmpdir(), 'tailwatt-bench-'));
try {
  const file = join(folder, 'bench.yaml');
  await writeFile(file, text);
  const sweep = (workers: number): Promise<SweepResult> => {
    say(`${rates * fleets} points × ${replications} replications with ${workers} workers`);
    // Folders apart, so that neither finds the other's points.
    return loadSweep(file).then((loaded) =>
      runSweep(loaded, { workers, out: join(folder, `with-${workers}`, 'bench') }),
    );
  };
  say('jobs in one process, and in two that share nothing');
  const jobs = options.quick ? 10 : 40;
  const bare = async (): Promise<number> => {
    const script = fileURLToPath(new URL('./bare-jobs.ts', import.meta.url));
    const words = [...process.execArgv, script, file, String(jobs)];
    return Number((await promisify(execFile)(process.execPath, words)).stdout);
  };
  const ceilings: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const alone = await bare();
    ceilings.push((2 * alone) / Math.max(...(await Promise.all([bare(), bare()]))));
  }
  const two = await sweep(2);
  const one = await sweep(1);
  say('the same sweep again, as a whole process');
  const again: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    const words = [program, 'sweep', file, '--out', join(folder, 'with-2', 'bench'), '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 28 });
    again.push((performance.now() - began) / 1000);
    const { replications: runs } = JSON.parse(stdout) as SweepResult;
    if (runs.found !== runs.done) throw new Error('an unchanged sweep ran something again');
  }
  const runs = two.replications.done;
  printReport({
    bench: 'sweep',
    options,
    includes: [
      'Wall time covers the design, the workers, the parts and folders of points, and sweep.arrow.',
      'The load is chatbot-70b.yaml at 8 to 46 requests/s on 8 to 26 replicas; no point is overloaded.',
    ],
    figures: [
      {
        name: 'points',
        value: two.points.length,
        unit: 'points',
        note: `${runs} runs of ${requests} requests`,
      },
      { name: 'wall time, 2 workers', value: two.wallSeconds, unit: 's' },
      {
        name: 'points per minute, 2 workers',
        value: (60 * two.points.length) / two.wallSeconds,
        unit: '/min',
      },
      {
        name: 'requests per second, 2 workers',
        value: (runs * requests) / two.wallSeconds,
        unit: '/s',
      },
      { name: 'wall time, 1 worker', value: one.wallSeconds, unit: 's' },
      {
        name: 'speed-up of 2 workers over 1',
        value: one.wallSeconds / two.wallSeconds,
        unit: '×',
        goal: { atLeast: 1.8 },
      },
      {
        name: 'the same of two processes that share nothing',
        value: median(ceilings),
        unit: '×',
        note: `what this machine has to give: median of 5, ${Math.min(...ceilings).toFixed(2)} to ${Math.max(...ceilings).toFixed(2)}`,
      },
      {
        name: 'main thread busy, 2 workers',
        value: 100 * two.mainThreadShare,
        unit: '%',
        goal: { below: 5 },
      },
      {
        name: 'unchanged sweep again',
        value: median(again),
        unit: 's',
        goal: { below: 2 },
        note: 'whole process, median of 3',
      },
    ],
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

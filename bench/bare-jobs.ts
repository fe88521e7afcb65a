/**
 * Runs jobs of a sweep one after the other in this thread alone, without a pool and without a disk, and prints the
 * seconds that they took: what bench:sweep measures the machine by. Arguments: the sweep file, how many jobs.
 */
import type * as LoadSweep from '../src/sweep/load-sweep.ts';
import type * as PrepareJob from '../src/sweep/prepare-job.ts';
import type * as RunJob from '../src/sweep/run-job.ts';

const [file = '', jobs = '0'] = process.argv.slice(2);
const built = (name: string) => import(new URL(`../dist/sweep/${name}.js`, import.meta.url).href);
const { loadSweep } = (await built('load-sweep')) as typeof LoadSweep;
const { prepareJob } = (await built('prepare-job')) as typeof PrepareJob;
const { createJobRunner } = (await built('run-job')) as typeof RunJob;

const sweep = await loadSweep(file);
const runner = createJobRunner();
const pulse = { begin() {}, beat() {}, reset() {}, begun: true, share: 0, beats: 0 };
const { points } = sweep.plan;
const run = async (index: number) => {
  const point = points[index % points.length];
  if (point === undefined) throw new Error('the sweep has no points');
  const replication = Math.floor(index / points.length);
  const job = { ...(await prepareJob(sweep, point)), replication };
  const result = await runner.run(job, { pulse, mostArrayBytes: Number.POSITIVE_INFINITY });
  if (!result.ok) throw new Error(result.failure.message);
};
/** Jobs until the machine code is made. */
const warmUp = 5;
for (let index = 0; index < warmUp; index += 1) await run(index);
const began = performance.now();
for (let index = 0; index < Number(jobs); index += 1) await run(index);
process.stdout.write(`${(performance.now() - began) / 1000}\n`);

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../../src/sweep/job.ts';
import { encodePart } from '../../../src/sweep/part.ts';
import { type FinishedPoint, writePointFolder } from '../../../src/sweep/point-folder.ts';
import {
  createPool,
  type JobPool,
  type PoolOptions,
  type PoolResult,
} from '../../../src/sweep/pool.ts';
import { prepareJob } from '../../../src/sweep/prepare-job.ts';
import { createRowReader } from '../../../src/sweep/replication-row.ts';
import { openPartStore } from '../../../src/sweep/store.ts';
import { bundled } from '../../bundled.ts';
import { attemptsAt, attemptsVariable, type Poison, poisons } from './poisoned-worker.ts';
import { samplePart } from './sample-part.ts';
import { smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

let worker: URL;
const jobs = new Map<Poison | 'fine', Job>();
let finished: FinishedPoint;

const folder = sharedFolder();
const sampleId = '0123456789abcdef'.repeat(4);

const putSample = (to: string, index: number) =>
  openPartStore(to).write(sampleId, index, encodePart(sampleId, index, samplePart()), []);

beforeAll(async () => {
  worker = await bundled(new URL('./poisoned-worker.ts', import.meta.url));
  const names = Object.keys(poisons) as Poison[];
  const requests = [60, ...names.map((name) => poisons[name])];
  const sweep = await smallSweep(folder, { 'horizon.requests': requests });
  for (const [index, point] of sweep.plan.points.entries()) {
    jobs.set(names[index - 1] ?? 'fine', {
      ...(await prepareJob(sweep, point)),
      replication: 4,
    });
  }
  finished = {
    id: sampleId,
    plan: { version: '0.1.0', workloads: ['chat', 'code'] },
    scenarioHash: 'hash',
    loaded: sweep.scenarioOf(0),
    traceFiles: [],
    replications: [0, 2],
  };
  for (const index of finished.replications) putSample(folder, index);
});

const jobOf = (name: Poison | 'fine'): Job => {
  const job = jobs.get(name);
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job;
};

interface Bench {
  readonly pool: JobPool;
  run(name: Poison | 'fine'): Promise<PoolResult | null>;
  attempts(name: Poison): number;
}

async function poolOf(options: PoolOptions = {}): Promise<Bench> {
  const notes = temporaryFolder();
  process.env[attemptsVariable] = notes;
  const pool = await createPool(folder, { workers: 2, worker, stallSeconds: 1.5, ...options });
  onTestFinished(() => pool.stop());
  return {
    pool,
    run: (name) => pool.run(jobOf(name)),
    attempts: (name) => attemptsAt(notes, name),
  };
}

/** The row of a job that is fine, whose part lies on the disk. */
function expectWhole(result: PoolResult | null): void {
  if (result?.ok !== true) throw new Error(JSON.stringify(result));
  const part = openPartStore(folder).read(jobOf('fine').point, 4);
  if (part === null) throw new Error('there is no part');
  expect(part).toMatchObject({ tables: [], stoppedEarly: false });
  const { metrics, ...rest } = createRowReader(['chat'])(part);
  const { metrics: returned, ...others } = result.row;
  expect(others).toEqual(rest);
  expect([...returned]).toEqual([...metrics]);
}

const failure = (kind: string, message: string | RegExp) => ({
  ok: false,
  failure: { kind, message: expect.stringMatching(message) as string },
});

describe('a pool', () => {
  it('runs jobs on the workers that it has by default, in a checkout without a build', async () => {
    const pool = await createPool(folder, { workers: 1 });
    onTestFinished(() => pool.stop());
    expect(pool).toMatchObject({ workers: 1, width: 2 });
    const [one, two] = await Promise.all([pool.run(jobOf('fine')), pool.run(jobOf('fine'))]);
    expectWhole(one);
    expectWhole(two);
    expect(pool.progress()).toBe(0);
  });

  it('tries once more where a worker is lost, tells what befell it, and goes on with the others', async () => {
    const { pool, run, attempts } = await poolOf();
    expect(pool.width).toBe(4);
    const first = await Promise.all([run('loops'), run('fine'), run('exitsOnce'), run('throws')]);
    expect(first[0]).toEqual(failure('stalled', /^made no progress in 1\.5 s \(tried twice\)$/));
    expectWhole(first[1]);
    expect(first[2]).toMatchObject({ ok: true });
    expect(first[3]).toEqual(failure('died', /^poisoned \(tried twice\)$/));
    const second = await Promise.all([run('exits'), run('fine'), run('fails'), run('refuses')]);
    expect(second[0]).toEqual(failure('died', /exited with code: 7 \(tried twice\)$/));
    expectWhole(second[1]);
    expect(second[2]).toEqual(failure('error', /^poisoned$/));
    expect(second[3]).toEqual(failure('input', /^poisoned$/));
    const names: readonly Poison[] = ['loops', 'exitsOnce', 'throws', 'exits', 'fails', 'refuses'];
    expect(names.map(attempts)).toEqual([2, 2, 2, 2, 1, 1]);
    expectWhole(await run('fine'));
  });

  it('ends with a job that takes all the memory it can get', async () => {
    const { run, attempts } = await poolOf({ memoryBytes: 1.2e9, stallSeconds: 100 });
    const results = await Promise.all([run('fillsHeap'), run('fillsArrays'), run('fine')]);
    expect(results[0]).toEqual(
      failure('out-of-memory', /^the worker's heap is full: run fewer workers.* \(tried twice\)$/),
    );
    expect(results[1]).toEqual(
      failure('out-of-memory', /^more than 0\.5 GB of samples and rows: .*\(tried twice\)$/),
    );
    expectWhole(results[2]);
    expect([attempts('fillsHeap'), attempts('fillsArrays')]).toEqual([2, 2]);
    expectWhole(await run('fine'));
  });

  it('gives up a job that gets on and never ends, but only when it is told a limit', async () => {
    const { run, attempts } = await poolOf({ workers: 1, mostSeconds: 1 });
    expect(await run('beats')).toEqual(failure('too-long', /^took more than 1 s$/));
    expect(attempts('beats')).toBe(1);
  });

  it('tells how far the running jobs are, and ends all of them at once', async () => {
    const { pool, run, attempts } = await poolOf({ stallSeconds: 100 });
    const running = [run('beats'), run('loops'), run('beats'), run('fine')];
    while (pool.progress() < 0.5 || attempts('loops') === 0) await setTimeout(20);
    expect(pool.progress()).toBe(0.5);
    await pool.stop();
    expect(await Promise.all(running)).toEqual([null, null, null, null]);
    expect(attempts('beats')).toBe(1);
    expect(attempts('loops')).toBe(1);
    expect(await run('fine')).toBeNull();
    expect(await pool.fold(finished)).toBe(false);
  });

  it('writes the files of a point on a worker, the same as here', async () => {
    const { pool } = await poolOf({ workers: 1 });
    expect(await pool.fold(finished)).toBe(true);
    const own = temporaryFolder();
    const here = openPartStore(own);
    for (const index of finished.replications) putSample(own, index);
    writePointFolder(here, finished);
    for (const file of ['summary.arrow', 'replications.arrow', 'manifest.json']) {
      const there = join(openPartStore(folder).folderOf(sampleId), file);
      expect(readFileSync(there).equals(readFileSync(join(here.folderOf(sampleId), file)))).toBe(
        true,
      );
    }
  });

  it('passes on that the disk refuses', async () => {
    const inTheWay = join(temporaryFolder(), 'file');
    writeFileSync(inTheWay, '');
    const pool = await createPool(inTheWay, { workers: 1 });
    onTestFinished(() => pool.stop());
    await expect(pool.run(jobOf('fine'))).rejects.toThrow(/cannot write the results to .*ENOTDIR/);
    await expect(pool.fold(finished)).rejects.toThrow('can be read no more');
  });

  it('survives workers that cannot even start, and tells of the jobs that waited for them', async () => {
    const { pool, run } = await poolOf({ worker: new URL('./no-such-worker.ts', import.meta.url) });
    const results = await Promise.all([run('fine'), run('fine'), run('fine'), run('fine')]);
    for (const result of results) {
      expect(result).toEqual(failure('died', /no-such-worker.* \(tried twice\)$/s));
    }
    expect(await pool.fold(finished)).toBe(true);
  });

  it('survives workers whose heap is too small to start', async () => {
    const { run } = await poolOf({ memoryBytes: 2 * 4 * 4 * 2 ** 20 });
    const results = await Promise.all([run('fine'), run('fine'), run('fine'), run('fine')]);
    for (const result of results) {
      expect(result).toEqual(failure('out-of-memory', /the worker's heap is full/));
    }
  });

  it('takes no more jobs at once than it is wide', async () => {
    const { pool, run } = await poolOf({ workers: 1 });
    const both = [run('fine'), run('fine')];
    await expect(run('fine')).rejects.toThrow('more jobs than the pool is wide');
    for (const result of await Promise.all(both)) expectWhole(result);
    expect(pool.progress()).toBe(0);
  });
});

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { UserError } from '../../../src/run/user-error.ts';
import type { LoadedSweep } from '../../../src/sweep/load-sweep.ts';
import { mergeSweeps } from '../../../src/sweep/merge-sweeps.ts';
import { type RunSweepOptions, runSweep, type SweepResult } from '../../../src/sweep/run-sweep.ts';
import type { SweepProgress } from '../../../src/sweep/sweep-work.ts';
import { attemptsVariable, poisons } from './poisoned-worker.ts';
import { smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

const folder = sharedFolder();
const notes = sharedFolder();
const poisoned = {
  worker: new URL('./poisoned-worker.ts', import.meta.url),
  stallSeconds: 1.5,
  memoryBytes: 1.2e9,
} as const;

/** Points 1 to 5 meet the poison of their number of requests, 0 and 6 none. */
const requests = [
  60,
  poisons.fails,
  poisons.loops,
  poisons.exitsOnce,
  poisons.fillsHeap,
  poisons.exits,
  70,
];
const harmed = [1, 2, 4, 5];
let sweep: LoadedSweep;
/** Of the sweep without any poison. */
const reference = join(folder, 'reference', 'small');

const run = (out: string, options: RunSweepOptions = {}): Promise<SweepResult> =>
  runSweep(sweep, { workers: 2, out, ...options });

beforeAll(async () => {
  process.env[attemptsVariable] = notes;
  sweep = await smallSweep(folder, { 'horizon.requests': requests });
  const result = await run(reference);
  expect(result).toMatchObject({ status: 'completed', failures: [] });
});

const tableOf = (out: string) => readArrowTable(readFileSync(join(out, 'sweep.arrow')));
const pointFolders = (out: string) => readdirSync(join(out, 'points')).sort();

/** All that is to be the same bytes, however the results came about. */
function expectSameBytes(out: string): void {
  const same = (file: string) =>
    expect(readFileSync(join(out, file)).equals(readFileSync(join(reference, file))), file).toBe(
      true,
    );
  same('sweep.arrow');
  expect(pointFolders(out)).toEqual(pointFolders(reference));
  for (const name of pointFolders(out)) {
    for (const table of ['summary', 'replications']) same(`points/${name}/${table}.arrow`);
  }
}

/** Lost workers are made anew, and TypeScript is translated anew for each. */
const patience = { timeout: 120_000 };

describe('a sweep with poisoned points', patience, () => {
  it('reports them, goes on with the others, and runs them alone when the poison is gone', async () => {
    const out = join(temporaryFolder(), 'small');
    const seen: SweepProgress[] = [];
    const told: number[] = [];
    const result = await run(out, {
      ...poisoned,
      onProgress: (progress) => void seen.push(progress),
      onPoint: ({ point }) => void told.push(point.index),
    });
    expect(result).toMatchObject({ status: 'completed', planned: 7 });
    expect(result.points).toHaveLength(7);
    expect(told.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(result.replications).toEqual({ done: 7, found: 0, expected: 7 });
    expect(seen.at(-1)).toMatchObject({ failures: 4, points: { finished: 7, all: 7 } });
    const failures = result.failures.map(({ point, replication, kind }) => [
      point,
      replication,
      kind,
    ]);
    expect(failures).toEqual([
      [1, 0, 'error'],
      [2, 0, 'stalled'],
      [4, 0, 'out-of-memory'],
      [5, 0, 'died'],
    ]);
    const [table, whole] = [tableOf(out), tableOf(reference)];
    const lost = [...table.numbers('point')].map((point) => harmed.includes(point));
    expect(table.strings('status')).toEqual(
      whole.strings('status').map((status, row) => (lost[row] ? 'failed' : status)),
    );
    const means = whole.numbers('e2e_mean_seconds');
    expect([...table.numbers('e2e_mean_seconds')]).toEqual(
      [...means].map((value, row) => (lost[row] ? Number.NaN : value)),
    );
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as unknown;
    expect(manifest).toMatchObject({ status: 'completed', finished: 7, failures: result.failures });

    const mended = await run(out);
    expect(mended.replications).toEqual({ done: 7, found: 3, expected: 7 });
    expect(mended.failures).toEqual([]);
    expectSameBytes(out);
  });

  it('is merged with its failures', async () => {
    const base = temporaryFolder();
    const shards = [1, 2].map((index) => join(base, String(index), 'small'));
    for (const [at, out] of shards.entries()) {
      const shard = { index: at + 1, count: 2 };
      // The second shard has every poison but that of a job which fails by itself.
      const options = at === 0 ? {} : { ...poisoned, stallSeconds: 100 };
      const result = await run(out, { ...options, shard, workers: 2 });
      expect(result.failures.map(({ point }) => point)).toEqual(at === 0 ? [] : [1, 5]);
    }
    const out = join(base, 'merged', 'small');
    const merged = await mergeSweeps(shards, { out });
    expect(merged).toMatchObject({ points: 7, replications: 7 });
    expect(merged.failures.map(({ point, kind }) => [point, kind])).toEqual([
      [1, 'error'],
      [5, 'died'],
    ]);
    expect(
      tableOf(out)
        .strings('status')
        .filter((status) => status === 'failed'),
    ).toHaveLength(2);
    // What failed is run again in the merged folder, and then it is the whole sweep.
    const mended = await run(out);
    expect(mended.replications).toMatchObject({ done: 7, found: 5 });
    expectSameBytes(out);
  });
});

describe('a sweep that is stopped', patience, () => {
  it('keeps what is finished, and ends in the same bytes', async () => {
    const out = join(temporaryFolder(), 'small');
    const controller = new AbortController();
    const result = await run(out, {
      signal: controller.signal,
      onPoint: () => controller.abort(),
    });
    expect(result.status).toBe('interrupted');
    expect(result.points.length).toBeGreaterThan(0);
    expect(result.points.length).toBeLessThan(7);
    const kept = pointFolders(out).flatMap((name) =>
      readdirSync(join(out, 'points', name)).filter((file) => /^replication-\d+\.json$/.test(file)),
    ).length;
    const resumed = await run(out, { resume: true });
    expect(resumed).toMatchObject({ status: 'completed', replications: { done: 7, found: kept } });
    expectSameBytes(out);
  });

  it('does nothing when it was stopped before it began', async () => {
    const out = join(temporaryFolder(), 'small');
    const result = await run(out, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'interrupted', points: [], workers: 0 });
    expect(tableOf(out).rows).toBe(0);
  });
});

describe('a sweep whose disk takes no more', patience, () => {
  it('ends, and keeps what is finished', async () => {
    const out = join(temporaryFolder(), 'small');
    const blocked = sweep.plan.points[4]?.id.slice(0, 16) ?? '';
    const error: unknown = await run(out, {
      workers: 1,
      onPoint: ({ point }) => {
        if (point.index === 0) writeFileSync(join(out, 'points', blocked), 'in the way');
      },
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain(join('points', blocked));
    expect(readdirSync(out)).not.toContain('sweep.lock');
    rmSync(join(out, 'points', blocked));
    const resumed = await run(out, { resume: true });
    expect(resumed.replications.found).toBeGreaterThanOrEqual(1);
    expectSameBytes(out);
  });
});

describe('equal points', () => {
  it('are run once, at whatever places of the design they stand', patience, async () => {
    const own = temporaryFolder();
    const twice = await smallSweep(own, { 'horizon.requests': [50, 50, 51] }, 'replications: 2\n');
    const out = join(own, 'results', 'small');
    const result = await runSweep(twice, { workers: 2, out });
    expect(result.points).toHaveLength(3);
    expect(pointFolders(out)).toHaveLength(2);
    const table = tableOf(out);
    const means = [...table.numbers('e2e_mean_seconds')];
    expect(means.slice(2, 4)).toEqual(means.slice(0, 2));
    expect(means.slice(4)).not.toEqual(means.slice(0, 2));
  });
});

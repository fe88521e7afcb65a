import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { runScenario } from '../../../src/run/run-scenario.ts';
import type { LoadedSweep } from '../../../src/sweep/load-sweep.ts';
import { mergeSweeps } from '../../../src/sweep/merge-sweeps.ts';
import { type RunSweepOptions, runSweep, type SweepResult } from '../../../src/sweep/run-sweep.ts';
import type { SweepProgress } from '../../../src/sweep/sweep-work.ts';
import { bundled } from '../../bundled.ts';
import { attemptsAt, attemptsVariable, poisons } from './poisoned-worker.ts';
import { smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

const folder = sharedFolder();
const notes = sharedFolder();
const poison = {
  // Longer than the collections of a heap that is nearly full, on a busy machine.
  stallSeconds: 4,
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
let worker: URL;
let poisoned: RunSweepOptions;
/** Of the sweep without any poison. */
const reference = join(folder, 'reference', 'small');

const run = (out: string, options: RunSweepOptions = {}): Promise<SweepResult> =>
  runSweep(sweep, { workers: 1, out, worker, ...options });

beforeAll(async () => {
  process.env[attemptsVariable] = notes;
  worker = await bundled(new URL('../../../src/sweep/worker.ts', import.meta.url));
  const other = await bundled(new URL('./poisoned-worker.ts', import.meta.url));
  poisoned = { ...poison, worker: other };
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
      workers: 2,
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
      // Points 1, 3 and 5 are the second shard; the first one meets no poison.
      const options = at === 0 ? {} : { ...poisoned, stallSeconds: 100 };
      const result = await run(out, { ...options, shard });
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

describe('a sweep that leaves its warm-up to pilot runs', patience, () => {
  it('makes them once for each point, and finds what a run of its own does', async () => {
    const own = temporaryFolder();
    process.env[attemptsVariable] = own;
    const axes = { 'horizon.requests': [400, 500], 'horizon.warmup': ['mser-5'] };
    const piloted = await smallSweep(own, axes, 'replications: 3\n');
    const outs = [1, 2].map((workers) => join(own, String(workers), 'small'));
    for (const [at, out] of outs.entries()) {
      const result = await runSweep(piloted, { ...poisoned, workers: at + 1, out });
      expect(result).toMatchObject({ status: 'completed', failures: [] });
      expect(attemptsAt(own, 'settled')).toBe(2 * (at + 1));
    }
    process.env[attemptsVariable] = notes;
    worker = await bundled(new URL('../../../src/sweep/worker.ts', import.meta.url));
    const other = await bundled(new URL('./poisoned-worker.ts', import.meta.url));
    poisoned = { ...poison, worker: other };
    const [one = '', two = ''] = outs;
    const bytes = (out: string) => readFileSync(join(out, 'sweep.arrow'));
    expect(bytes(one).equals(bytes(two))).toBe(true);
    const alone = await runScenario(piloted.scenarioOf(0), {
      out: join(own, 'alone'),
      replications: 3,
    });
    const metric = 'e2e_mean_seconds';
    const table = readArrowTable(readFileSync(join(own, 'alone', 'replications.arrow')));
    expect([...tableOf(one).numbers(metric)].slice(0, 3)).toEqual([...table.numbers(metric)]);
    expect(alone.summary.warnings.join()).toContain('warm-up by MSER-5');
  });
});

describe('shards that make no whole', () => {
  it('are refused, each for its reason', async () => {
    const base = temporaryFolder();
    const out = join(base, 'merged');
    const merge = (...folders: string[]) => mergeSweeps(folders, { out });
    await expect(merge()).rejects.toThrow('there is nothing to merge');
    await expect(merge(reference, base)).rejects.toThrow(`${base} is not the result of a sweep`);
    const damaged = join(base, 'damaged');
    cpSync(reference, damaged, { recursive: true });
    writeFileSync(join(damaged, 'sweep.json'), '{}');
    await expect(merge(damaged)).rejects.toThrow('its sweep.json is missing or damaged');
    const lacking = join(base, 'lacking');
    cpSync(reference, lacking, { recursive: true });
    const [name = ''] = pointFolders(lacking);
    writeFileSync(join(lacking, 'points', name, 'replication-0.json'), '');
    await expect(merge(lacking)).rejects.toThrow('1 of 7 points are in none of the folders');
    expect(readdirSync(base).sort()).toEqual(['damaged', 'lacking']);
    expect(await merge(lacking, reference)).toMatchObject({ points: 7, failures: [] });
    expectSameBytes(out);
  });
});

describe('a sweep that is stopped', () => {
  it('does nothing when it was stopped before it began', async () => {
    const out = join(temporaryFolder(), 'small');
    const result = await run(out, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'interrupted', points: [], workers: 0 });
    expect(tableOf(out).rows).toBe(0);
  });
});

describe('equal points', () => {
  it('are run once, at whatever places of the design they stand', patience, async () => {
    const own = temporaryFolder();
    // Without host stages, cores change nothing.
    const axes = { 'horizon.requests': [50, 51], 'pools[p].host.cores': [1, 2] };
    const twice = await smallSweep(own, axes, 'replications: 2\n');
    const out = join(own, 'results', 'small');
    const result = await runSweep(twice, { workers: 1, out, worker });
    expect(result.warnings).toEqual([expect.stringContaining('compute the same') as string]);
    expect(result.points).toHaveLength(4);
    expect(pointFolders(out)).toHaveLength(2);
    const table = tableOf(out);
    const means = [...table.numbers('e2e_mean_seconds')];
    expect(means.slice(2, 4)).toEqual(means.slice(0, 2));
    expect(means.slice(4)).not.toEqual(means.slice(0, 2));
    await expect(mergeSweeps([reference, out])).rejects.toThrow(
      'these are not shards of one sweep',
    );
  });
});

describe('a stop rule whose metric is null', patience, () => {
  it('ends with the first replications, and says at how many points', async () => {
    const own = temporaryFolder();
    const stop = 'stop: { metric: tpot.mean, relativeHalfWidth: 0.01%, maxReplications: 4 }\n';
    const axes = { 'workloads[chat].outputTokens.mean': [1, 50] };
    const small = await smallSweep(own, axes, `replications: 2\n${stop}`);
    const told: string[] = [];
    const onNote = (text: string) => void told.push(text);
    const result = await runSweep(small, { workers: 1, out: join(own, 'out'), worker, onNote });
    expect(result.points.map(({ replications }) => replications.length)).toEqual([2, 2]);
    expect(told).toEqual([
      'tpot.mean is null at 1 of 2 points: the stop rule ends them with their first runs',
    ]);
  });
});

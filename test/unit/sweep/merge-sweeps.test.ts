import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeSweeps } from '../../../src/sweep/merge-sweeps.ts';
import { runSweep } from '../../../src/sweep/run-sweep.ts';
import { smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

const folder = sharedFolder();
const whole = join(folder, 'whole', 'small');

beforeAll(async () => {
  const sweep = await smallSweep(folder, { 'horizon.requests': [40, 60] }, 'replications: 2\n');
  expect(await runSweep(sweep, { workers: 1, out: whole })).toMatchObject({ failures: [] });
});

/** A copy of the finished sweep in which these replications of its first point are spoilt. */
function spoilt(base: string, name: string, replications: readonly number[]): string {
  const copy = join(base, name, 'small');
  cpSync(whole, copy, { recursive: true });
  const [point = ''] = readdirSync(join(copy, 'points')).sort();
  for (const replication of replications) {
    writeFileSync(join(copy, 'points', point, `replication-${replication}.json`), 'cut off');
  }
  return copy;
}

const tableOf = (out: string) => readFileSync(join(out, 'sweep.arrow'));

describe('merging', () => {
  it('takes each replication from whichever folder has it', async () => {
    const base = temporaryFolder();
    const out = join(base, 'merged', 'small');
    const folders = [spoilt(base, 'a', [0]), spoilt(base, 'b', [1])];
    expect(await mergeSweeps(folders, { out })).toMatchObject({ replications: 4, failures: [] });
    expect(tableOf(out).equals(tableOf(whole))).toBe(true);
  });

  it('refuses what no folder has, and leaves nothing', async () => {
    const base = temporaryFolder();
    const out = join(base, 'merged', 'small');
    const folders = [spoilt(base, 'a', [0, 1]), spoilt(base, 'b', [1])];
    await expect(mergeSweeps(folders, { out })).rejects.toThrow(/1 of 2 points are in none/);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses to put a folder together into itself, and touches nothing', async () => {
    const manifest = readFileSync(join(whole, 'manifest.json'), 'utf8');
    const inside = join(whole, 'points', 'merged');
    for (const out of [whole, inside]) {
      await expect(mergeSweeps([whole], { out })).rejects.toThrow(/one of the folders/);
    }
    expect(existsSync(inside)).toBe(false);
    expect(readFileSync(join(whole, 'manifest.json'), 'utf8')).toBe(manifest);
  });

  it('does not put itself in the place of another edition', async () => {
    const base = temporaryFolder();
    const axes = { 'horizon.requests': [40, 50] };
    const out = join(base, 'results', 'small');
    await runSweep(await smallSweep(base, axes), { workers: 1, out });
    const before = tableOf(out);
    await expect(mergeSweeps([whole], { out })).rejects.toThrow(/holds another edition/);
    expect(tableOf(out).equals(before)).toBe(true);
    expect(readdirSync(out)).not.toContain('sweep.lock');
  });

  it('refuses a manifest that is not whole, and a name that leads elsewhere', async () => {
    const base = temporaryFolder();
    const change = (name: string, file: string, changes: object) => {
      const copy = spoilt(base, name, []);
      const path = join(copy, file);
      const content = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...content, ...changes }));
      return copy;
    };
    for (const [name, changes] of Object.entries({
      none: { failures: undefined },
      empty: { failures: [null] },
      elsewhere: { shard: 'x' },
    })) {
      const halved = change(name, 'manifest.json', changes);
      await expect(mergeSweeps([halved]), name).rejects.toThrow(/not the result of a sweep/);
    }
    const hostile = change('hostile', 'sweep.json', { name: '../../elsewhere' });
    await expect(mergeSweeps([hostile])).rejects.toThrow(/no name of a folder/);
  });
});

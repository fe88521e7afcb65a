import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { encodePart } from '../../../src/sweep/part.ts';
import {
  type FinishedPoint,
  hasPointFolder,
  writePointFolder,
} from '../../../src/sweep/point-folder.ts';
import { openPartStore } from '../../../src/sweep/store.ts';
import { samplePart } from './sample-part.ts';
import { smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

const id = '0123456789abcdef'.repeat(4);
const folder = sharedFolder();
let finished: FinishedPoint;

beforeAll(async () => {
  const sweep = await smallSweep(folder, { 'horizon.requests': [60] });
  finished = {
    id,
    plan: { version: '0.1.0', workloads: ['chat', 'code'] },
    scenarioHash: 'hash',
    loaded: sweep.scenarioOf(0),
    traceFiles: [],
    replications: [0, 2],
  };
});

function pointOf(replications: readonly number[]) {
  const store = openPartStore(temporaryFolder());
  for (const index of replications) {
    store.write(id, index, encodePart(id, index, samplePart()), []);
  }
  writePointFolder(store, { ...finished, replications });
  return { store, path: store.folderOf(id) };
}

describe('the folder of a point', () => {
  it('holds its tables, and a manifest that says of which replications', () => {
    const { path } = pointOf([0, 2]);
    expect(readdirSync(path).sort()).toEqual([
      'manifest.json',
      'replication-0.json',
      'replication-2.json',
      'replications.arrow',
      'summary.arrow',
    ]);
    const table = readArrowTable(readFileSync(join(path, 'replications.arrow')));
    expect([...table.numbers('replication')]).toEqual([0, 2]);
    const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as unknown;
    expect(manifest).toMatchObject({ replications: 2, replicationIndices: [0, 2] });
  });

  it('is there for these replications only, not for as many others', () => {
    const { path } = pointOf([0, 2]);
    expect(hasPointFolder(path, [0, 2])).toBe(true);
    for (const others of [[0, 1], [0], [0, 1, 2], []]) {
      expect(hasPointFolder(path, others), String(others)).toBe(false);
    }
  });

  it.each([
    'manifest.json',
    'summary.arrow',
    'replications.arrow',
  ])('is not whole where %s is cut off or missing, and made again', (file) => {
    const { path, store } = pointOf([0, 2]);
    for (const spoil of [
      () => truncateSync(join(path, file), 40),
      () => rmSync(join(path, file)),
    ]) {
      spoil();
      expect(hasPointFolder(path, [0, 2])).toBe(false);
      writePointFolder(store, finished);
      expect(hasPointFolder(path, [0, 2])).toBe(true);
    }
  });

  it('is not made where every replication failed', () => {
    const { path } = pointOf([]);
    expect(() => readdirSync(path)).toThrow('ENOENT');
  });

  it('says that a part was taken away', () => {
    const { store } = pointOf([0]);
    expect(() => writePointFolder(store, finished)).toThrow('can be read no more');
  });
});

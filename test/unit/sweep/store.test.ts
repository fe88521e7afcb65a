import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/run/user-error.ts';
import { encodePart } from '../../../src/sweep/part.ts';
import { openPartStore, removeUnfinished } from '../../../src/sweep/store.ts';
import { samplePart } from './sample-part.ts';
import { temporaryFolder } from './temporary-folder.ts';

const id = '0123456789abcdef'.repeat(4);
const part = samplePart();
const bytes = encodePart(id, 0, part);
const whole = JSON.parse(JSON.stringify(part)) as unknown;
const table = { file: 'requests.arrow', bytes: Uint8Array.of(1, 2, 3) };
const withTable = encodePart(id, 0, { ...part, tables: [{ file: table.file, bytes: 3 }] });

const partPath = (folder: string) => join(folder, 'points', id.slice(0, 16), 'replication-0.json');

describe('a store of parts', () => {
  it('finds what it has written, and nothing else', async () => {
    const folder = temporaryFolder();
    const store = openPartStore(folder);
    expect(store.find(id, 0)).toEqual({ kind: 'none' });
    store.write(id, 0, bytes, []);
    expect(store.find(id, 0)).toEqual({ kind: 'part', part: whole, from: 'here' });
    expect(store.read(id, 0)).toEqual(whole);
    expect(store.find(id, 1)).toEqual({ kind: 'none' });
    expect(store.read(id, 1)).toBeNull();
    expect(readdirSync(store.folderOf(id))).toEqual(['replication-0.json']);
    expect(store.folderOf(id)).toBe(join(folder, 'points', '0123456789abcdef'));
  });

  it('writes the tables of a part before it', async () => {
    const store = openPartStore(temporaryFolder());
    store.write(id, 0, withTable, [table]);
    const path = join(store.folderOf(id), 'replication-0', 'requests.arrow');
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(store.find(id, 0).kind).toBe('part');
    for (const spoil of [() => writeFileSync(path, 'ab'), () => rmSync(path)]) {
      spoil();
      expect(store.find(id, 0)).toMatchObject({
        kind: 'broken',
        reason: 'its table requests.arrow is missing or cut off',
      });
    }
    expect(store.read(id, 0)).toBeNull();
  });

  it('puts files into the folder of a point', async () => {
    const store = openPartStore(temporaryFolder());
    store.write(id, 0, bytes, []);
    store.writeFiles(id, [table]);
    expect(readdirSync(store.folderOf(id))).toEqual(['replication-0.json', 'requests.arrow']);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 500), 'its contents are cut off or changed'],
    ['emptied', () => '', 'its first line is cut off'],
    ['changed', (text: string) => text.replace('"offered":', '"offered":1'), 'cut off or changed'],
    ['another', (text: string) => text.replaceAll(id, id.replace('0', '1')), 'of another point'],
  ])('says why a part is broken, and takes a new one: %s', async (_, damage, reason) => {
    const folder = temporaryFolder();
    const store = openPartStore(folder);
    store.write(id, 0, bytes, []);
    const path = partPath(folder);
    const damaged = damage(readFileSync(path, 'utf8'));
    expect(damaged).not.toBe(readFileSync(path, 'utf8'));
    writeFileSync(path, damaged);
    expect(store.find(id, 0)).toEqual({
      kind: 'broken',
      path,
      reason: expect.stringContaining(reason) as string,
    });
    store.write(id, 0, bytes, []);
    expect(store.find(id, 0).kind).toBe('part');
  });

  it('takes a part that cannot be read for a broken one', async () => {
    const folder = temporaryFolder();
    mkdirSync(partPath(folder), { recursive: true });
    expect(openPartStore(folder).find(id, 0)).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('EISDIR') as string,
    });
  });

  it('says that it cannot write', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'points'), 'a file in the way');
    const write = () => openPartStore(folder).write(id, 0, bytes, []);
    expect(write).toThrow(UserError);
    expect(write).toThrow(/cannot write the results to .*points.* \((ENOTDIR|EEXIST)\)/);
  });
});

describe('sweeps side by side', () => {
  const neighbours = async () => {
    const parent = temporaryFolder();
    const [mine, other] = [join(parent, 'mine'), join(parent, 'other')];
    openPartStore(other).write(id, 0, withTable, [table]);
    return { mine, other };
  };

  it('lend each other parts, which are copied with their tables', async () => {
    const { mine, other } = await neighbours();
    const store = openPartStore(mine);
    expect(store.read(id, 0)).toBeNull();
    expect(store.find(id, 0)).toMatchObject({ kind: 'part', from: 'another sweep' });
    rmSync(other, { recursive: true });
    expect(store.find(id, 0)).toMatchObject({ kind: 'part', from: 'here' });
    const path = join(store.folderOf(id), 'replication-0', 'requests.arrow');
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(readFileSync(partPath(mine))).toEqual(Buffer.from(withTable));
  });

  it('mend each other', async () => {
    const { mine } = await neighbours();
    const store = openPartStore(mine);
    store.write(id, 0, bytes.slice(0, 100), []);
    expect(store.find(id, 0)).toMatchObject({ kind: 'part', from: 'another sweep' });
  });

  it('lend nothing that is broken, of another point, or whose tables are lost', async () => {
    const { mine, other } = await neighbours();
    const alike = id.slice(0, 16).padEnd(64, 'f');
    expect(openPartStore(mine).find(alike, 0)).toEqual({ kind: 'none' });
    rmSync(join(other, 'points', id.slice(0, 16), 'replication-0'), { recursive: true });
    expect(openPartStore(mine).find(id, 0)).toEqual({ kind: 'none' });
    writeFileSync(partPath(other), bytes.slice(0, 100));
    expect(openPartStore(mine).find(id, 0)).toEqual({ kind: 'none' });
    expect(existsSync(partPath(mine))).toBe(false);
  });

  it('do not lend where none is to', async () => {
    const { mine } = await neighbours();
    expect(openPartStore(mine, []).find(id, 0)).toEqual({ kind: 'none' });
  });
});

describe('what a killed process leaves', () => {
  it('is taken away, and nothing else', async () => {
    const folder = temporaryFolder();
    const store = openPartStore(folder);
    store.write(id, 0, withTable, [table]);
    const left = [
      join(folder, 'sweep.arrow.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial'),
      join(store.folderOf(id), 'replication-1.json.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial'),
      join(
        store.folderOf(id),
        'replication-0',
        'replicas.arrow.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial',
      ),
    ];
    const others = [join(folder, 'film.partial'), join(folder, 'points', 'data.1234.partial')];
    for (const path of [...left, ...others]) writeFileSync(path, 'half');
    removeUnfinished(folder);
    expect(others.filter((path) => !existsSync(path))).toEqual([]);
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect(store.find(id, 0).kind).toBe('part');
  });

  it('may be nothing at all', async () => {
    const folder = join(temporaryFolder(), 'new');
    removeUnfinished(folder);
    expect(readdirSync(folder)).toEqual(['points']);
  });
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openResultsFolder } from '../../../src/run/results-folder.ts';
import { UserError } from '../../../src/run/user-error.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-results-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);
const manifest = (...files: string[]) =>
  JSON.stringify({ tool: 'tailwatt', tables: files.map((file) => ({ file })) });

async function writeResult(target: string, rows: string): Promise<void> {
  const folder = await openResultsFolder(target);
  folder.create('requests.arrow').write(text(rows));
  folder.create('manifest.json').write(text(manifest('requests.arrow')));
  await folder.commit('whole');
}

describe('a results folder', () => {
  it('appears only when it is whole', async () => {
    const target = join(base, 'deep', 'run');
    const folder = await openResultsFolder(target);
    folder.create('requests.arrow').write(text('rows'));
    expect(existsSync(target)).toBe(false);
    await folder.commit('whole');
    expect(readFileSync(join(target, 'requests.arrow'), 'utf8')).toBe('rows');
    expect(readdirSync(join(base, 'deep'))).toEqual(['run']);
  });

  it('leaves the old one alone until then, and for good when it is discarded', async () => {
    const target = join(base, 'run');
    await writeResult(target, 'old');
    const folder = await openResultsFolder(target);
    folder.create('requests.arrow').write(text('new'));
    expect(readFileSync(join(target, 'requests.arrow'), 'utf8')).toBe('old');
    await folder.discard();
    expect(readFileSync(join(target, 'requests.arrow'), 'utf8')).toBe('old');
    expect(readdirSync(base)).toEqual(['run']);
  });

  it('replaces our own files and keeps what somebody else put beside them', async () => {
    const target = join(base, 'run');
    await writeResult(target, 'old');
    writeFileSync(join(target, 'notebook.ipynb'), 'hours of work');
    await writeResult(target, 'new');
    expect(readFileSync(join(target, 'requests.arrow'), 'utf8')).toBe('new');
    expect(readFileSync(join(target, 'notebook.ipynb'), 'utf8')).toBe('hours of work');
    expect(readdirSync(base)).toEqual(['run']);
  });

  it('drops a table that the new result does not have', async () => {
    const target = join(base, 'run');
    await writeResult(target, 'old');
    const folder = await openResultsFolder(target);
    folder.create('manifest.json').write(text(manifest()));
    await folder.commit('whole');
    expect(readdirSync(target)).toEqual(['manifest.json']);
  });

  it('puts a partial result beside a whole one, and in the place of nothing', async () => {
    const write = async (extent: 'whole' | 'partial', rows: string) => {
      const folder = await openResultsFolder(join(base, 'run'));
      folder.create('requests.arrow').write(text(rows));
      folder.create('manifest.json').write(text(manifest('requests.arrow')));
      return folder.commit(extent);
    };
    const rowsIn = (name: string) => readFileSync(join(base, name, 'requests.arrow'), 'utf8');
    expect(await write('partial', 'first')).toBe(join(base, 'run'));
    expect(await write('whole', 'whole')).toBe(join(base, 'run'));
    expect(await write('partial', 'second')).toBe(join(base, 'run-interrupted'));
    expect(await write('partial', 'third')).toBe(join(base, 'run-interrupted'));
    expect([rowsIn('run'), rowsIn('run-interrupted')]).toEqual(['whole', 'third']);
    expect(readdirSync(base).sort()).toEqual(['run', 'run-interrupted']);
  });

  it('takes an empty folder, and follows a link to a result', async () => {
    mkdirSync(join(base, 'empty'));
    await writeResult(join(base, 'empty'), 'rows');
    symlinkSync(join(base, 'empty'), join(base, 'link'));
    await writeResult(join(base, 'link'), 'newer');
    expect(readFileSync(join(base, 'empty', 'requests.arrow'), 'utf8')).toBe('newer');
    expect(readdirSync(base).sort()).toEqual(['empty', 'link']);
  });

  it.each([
    ['a folder of something else', () => writeFileSync(join(base, 'run', 'thesis.tex'), 'x')],
    ['a manifest of another tool', () => writeFileSync(join(base, 'run', 'manifest.json'), '{}')],
    ['a broken manifest', () => writeFileSync(join(base, 'run', 'manifest.json'), '{"tool":')],
  ])('refuses %s and touches nothing', async (_, fill) => {
    mkdirSync(join(base, 'run'));
    fill();
    const before = readdirSync(join(base, 'run'));
    await expect(openResultsFolder(join(base, 'run'))).rejects.toThrow(/not a Tailwatt result/);
    expect(readdirSync(join(base, 'run'))).toEqual(before);
    expect(readdirSync(base)).toEqual(['run']);
  });

  it('refuses a file, a path through a file, and the working directory', async () => {
    writeFileSync(join(base, 'file'), 'x');
    await expect(openResultsFolder(join(base, 'file'))).rejects.toThrow(/it is a file/);
    await expect(openResultsFolder(join(base, 'file', 'run'))).rejects.toThrow(UserError);
    await expect(openResultsFolder('.')).rejects.toThrow(/working directory/);
    await expect(openResultsFolder('..')).rejects.toThrow(/working directory/);
  });

  it('refuses a place that cannot be written', async () => {
    // Root may write to any folder, but nobody may make one in /proc.
    const closed = process.getuid?.() === 0 ? '/proc/tailwatt' : base;
    if (closed === base) chmodSync(base, 0o555);
    await expect(openResultsFolder(join(closed, 'run'))).rejects.toThrow(
      /cannot write the results/,
    );
    chmodSync(base, 0o755);
  });
});

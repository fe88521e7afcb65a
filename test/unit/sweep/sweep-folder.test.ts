import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/run/user-error.ts';
import type { SweepPlan } from '../../../src/sweep/plan.ts';
import { manifestOf } from '../../../src/sweep/run-sweep.ts';
import type { Shard } from '../../../src/sweep/shard.ts';
import {
  type FolderOptions,
  openSweepFolder,
  readPlan,
  readSweepManifest,
  writePlan,
} from '../../../src/sweep/sweep-folder.ts';
import { planOf } from './plan-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

const plan = planOf(4);
const edited = planOf(5);
const fresh: FolderOptions = { shard: null, resume: false };
const resume: FolderOptions = { shard: null, resume: true };

function manifestFor(of: SweepPlan, shard: Shard | null = null) {
  const changing = {
    status: 'running',
    finished: 0,
    failures: [],
    workers: 0,
    tables: [],
  } as const;
  return manifestOf({ plan: of, file: 's.yaml', warnings: [] }, shard, {
    ...changing,
    wallSeconds: 0,
  });
}

/** A folder in which a sweep has begun. */
async function begun(of = plan, shard: Shard | null = null): Promise<string> {
  const folder = join(temporaryFolder(), 'sweep');
  const opened = await openSweepFolder(folder, of, { shard, resume: false });
  writePlan(opened.path, of, manifestFor(of, shard));
  opened.release();
  return folder;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  const { message, fix } = error as UserError;
  return `${message}; ${fix}`;
}

describe('a folder for a sweep', () => {
  it('is made with the folders above it, and belongs to the sweep until it is released', async () => {
    const target = join(temporaryFolder(), 'deep', 'sweep');
    const folder = await openSweepFolder(target, plan, fresh);
    expect(folder).toMatchObject({ target, path: target, before: 'none' });
    expect(readdirSync(target).sort()).toEqual(['points', 'sweep.lock']);
    expect(await refusal(openSweepFolder(target, plan, fresh))).toContain('is in use: process');
    folder.release();
    expect(readdirSync(target)).toEqual(['points']);
  });

  it('is known again by its plan', async () => {
    const target = await begun();
    const manifest = readSweepManifest(target);
    expect(manifest).toMatchObject({ tool: 'tailwatt', kind: 'sweep', name: 'plan', points: 4 });
    expect(manifest === null ? null : readPlan(target, manifest)).toEqual(plan);
    const again = await openSweepFolder(target, plan, resume);
    expect(again.before).toBe('same');
    again.release();
  });

  it('is taken for an earlier edition when the sweep has changed, unless it is to be resumed', async () => {
    const target = await begun();
    const later = await openSweepFolder(target, edited, fresh);
    expect(later.before).toBe('edited');
    later.release();
    expect(await refusal(openSweepFolder(target, edited, resume))).toMatch(
      /cannot resume .*sweep: the sweep, its scenario or Tailwatt has changed since it began; run it without --resume/,
    );
  });

  it('is refused when it is of another sweep or another shard, and not touched', async () => {
    const target = await begun();
    const before = readFileSync(join(target, 'manifest.json'));
    const other = { ...plan, name: 'other' };
    expect(await refusal(openSweepFolder(target, other, fresh))).toContain(
      'it holds the results of another sweep, plan',
    );
    const shard = { index: 1, count: 2 };
    expect(await refusal(openSweepFolder(target, plan, { ...fresh, shard }))).toContain(
      'it holds the whole of this sweep, not shard 1/2',
    );
    expect(readFileSync(join(target, 'manifest.json'))).toEqual(before);
    const part = await begun(plan, shard);
    expect(await refusal(openSweepFolder(part, plan, fresh))).toContain(
      'it holds shard 1/2 of this sweep, not the whole',
    );
  });

  it.each<[string, (target: string) => void, string]>([
    ['holds somebody’s work', (target) => writeFileSync(join(target, 'thesis.tex'), ''), 'not the'],
    ['holds a sweep file', (target) => writeFileSync(join(target, 'sweep.json'), '{}'), 'not the'],
    [
      'holds a run',
      (target) => writeFileSync(join(target, 'manifest.json'), '{"tool":"tailwatt"}'),
      'the folder exists and is not the result of a sweep',
    ],
    [
      'is a file',
      (target) => {
        rmSync(target, { recursive: true });
        writeFileSync(target, '');
      },
      'it is a file',
    ],
  ])('is refused when it %s', async (_, prepare, message) => {
    const target = temporaryFolder();
    prepare(target);
    const names = () => (statSync(target).isDirectory() ? readdirSync(target) : null);
    const before = names();
    expect(await refusal(openSweepFolder(target, plan, fresh))).toContain(message);
    expect(names()).toEqual(before);
  });

  it('is refused above the working directory and where nothing can be written', async () => {
    expect(await refusal(openSweepFolder('..', plan, fresh))).toContain(
      'it holds the working directory',
    );
    expect(await refusal(openSweepFolder('/proc/none/sweep', plan, fresh))).toContain(
      'cannot write the results to /proc/none/sweep',
    );
  });

  it('may be a link to a folder', async () => {
    const target = await begun();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(target, link);
    const folder = await openSweepFolder(link, plan, fresh);
    expect(folder).toMatchObject({ target: link, path: target, before: 'same' });
    folder.release();
  });
});

describe('a folder whose manifest was lost', () => {
  it('is refused, with the way to keep what is finished', async () => {
    const target = await begun();
    rmSync(join(target, 'manifest.json'));
    expect(await refusal(openSweepFolder(target, plan, fresh))).toContain(
      'keep only points/ there',
    );
    rmSync(join(target, 'sweep.json'));
    (await openSweepFolder(target, plan, fresh)).release();
  });
});

describe('a folder of somebody else', () => {
  it.each([
    ['film.partial', 'film.partial'],
    ['data in points', join('points', 'data.partial')],
  ])('is refused, and nothing in it touched: %s', async (_, name) => {
    const target = temporaryFolder();
    mkdirSync(join(target, 'points'));
    writeFileSync(join(target, name), 'precious');
    const said = await refusal(openSweepFolder(target, plan, resume));
    expect(said).toContain('is not the result of a sweep');
    expect(readFileSync(join(target, name), 'utf8')).toBe('precious');
  });
});

describe('a folder whose sweep was killed', () => {
  it('is taken again, whatever a kill between two files has left', async () => {
    const source = await begun();
    const instants: readonly (readonly string[])[] = [
      [],
      [`sweep.lock.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial`],
      ['points'],
      ['points', `manifest.json.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial`],
      ['points', 'manifest.json'],
      ['points', 'manifest.json', `sweep.json.0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0.partial`],
      ['points', 'manifest.json', 'sweep.json'],
    ];
    for (const names of instants) {
      const target = temporaryFolder();
      for (const name of names) {
        if (name === 'points') mkdirSync(join(target, name));
        else if (name.endsWith('.partial')) writeFileSync(join(target, name), 'ha');
        else writeFileSync(join(target, name), readFileSync(join(source, name)));
      }
      const folder = await openSweepFolder(target, plan, resume);
      expect(folder.before).toBe(names.includes('manifest.json') ? 'same' : 'none');
      writePlan(folder.path, plan, manifestFor(plan));
      folder.release();
      expect(readdirSync(target).sort()).toEqual(['manifest.json', 'points', 'sweep.json']);
    }
  });

  it.each([
    'manifest.json',
    'sweep.json',
  ])('is taken again when the disk took no %s', async (name) => {
    const target = temporaryFolder();
    mkdirSync(join(target, name, 'in the way'), { recursive: true });
    const write = () => writePlan(target, plan, manifestFor(plan));
    expect(write).toThrow(`cannot write ${join(target, name)}`);
    rmSync(join(target, name), { recursive: true });
    const folder = await openSweepFolder(target, plan, resume);
    folder.release();
  });

  it('has no plan that is damaged, or of another edition than its manifest', async () => {
    const target = await begun();
    const manifest = manifestFor(plan);
    const path = join(target, 'sweep.json');
    const text = readFileSync(path, 'utf8');
    for (const damaged of ['', text.slice(0, 200), text.replace('"x"', '"y"'), 'null', '{}']) {
      writeFileSync(path, damaged);
      expect(readPlan(target, manifest), damaged.slice(0, 20)).toBeNull();
    }
    writeFileSync(path, text);
    expect(readPlan(target, manifestFor(edited))).toBeNull();
    expect(readPlan(target, manifest)).toEqual(plan);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"tool":"tailwatt"}',
    '{"kind":"sweep"}',
  ])('has no manifest in %j', async (text) => {
    const target = await begun();
    writeFileSync(join(target, 'manifest.json'), text);
    expect(readSweepManifest(target)).toBeNull();
  });
});

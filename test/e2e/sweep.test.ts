import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createStream } from '../../src/base/random/stream.ts';
import { type Ended, root, shell, tailwatt } from './command.ts';
import { readTable } from './tables.ts';

const base = mkdtempSync(join(tmpdir(), 'tailwatt-e2e-sweep-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A queue whose steps take 4 ms whatever is in them. */
const scenario = `name: line
horizon: { requests: 600 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 2/s }
    promptTokens: { distribution: fixed, value: 16 }
    outputTokens: { distribution: geometric, mean: 60 }
    maxTokens: 4096
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { maxSequences: 1, stepTime: { kind: affine, base: 4ms } }
`;

/** Six points of two to five replications: how many is for the stop rule to say. */
const study = `scenario: line.yaml
replications: 2
axes:
  workloads[chat].arrivals.rate: { from: 1/s, to: 3/s, steps: 3 }
  pools[p].engine.maxSequences: [1, 2]
stop: { metric: e2e.mean, relativeHalfWidth: 20%, maxReplications: 5 }
`;
const points = 6;

function write(name: string, text: string): string {
  const path = join(base, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

write('line.yaml', scenario);
const file = write('study.yaml', study);

/** A folder for results, with nothing beside it that could lend it any. */
const apart = (name: string) => join(base, name, 'study');
const sweep = (out: string, ...words: string[]) =>
  tailwatt(['sweep', file, '--out', out, ...words]);

interface SweepDocument {
  readonly status: string;
  readonly planned: number;
  readonly replications: { readonly done: number; readonly found: number };
  readonly points: readonly unknown[];
  readonly failures: readonly { readonly point: number; readonly kind: string }[];
}

const documentOf = ({ stdout }: Ended) => JSON.parse(stdout) as SweepDocument;

/** The study by one worker, made once. */
let made: Promise<string> | null = null;
async function make(): Promise<string> {
  const out = apart('reference');
  const { code, stderr } = await sweep(out, '--workers', '1');
  expect({ code, stderr }).toEqual({ code: 0, stderr: `tables are in ${out}\n` });
  return out;
}
function reference(): Promise<string> {
  made ??= make();
  return made;
}

const pointFolders = (out: string) => readdirSync(join(out, 'points')).sort();

/** Every finished replication on the disk. */
function partsOf(out: string): readonly string[] {
  if (!existsSync(join(out, 'points'))) return [];
  return pointFolders(out).flatMap((name) =>
    readdirSync(join(out, 'points', name))
      .filter((each) => /^replication-\d+\.json$/.test(each))
      .map((each) => join(out, 'points', name, each)),
  );
}

function expectSame(out: string, expected: string): void {
  const same = (name: string) =>
    expect(readFileSync(join(out, name)).equals(readFileSync(join(expected, name))), name).toBe(
      true,
    );
  same('sweep.arrow');
  expect(pointFolders(out)).toEqual(pointFolders(expected));
  for (const name of pointFolders(out)) {
    for (const table of ['summary', 'replications']) same(join('points', name, `${table}.arrow`));
  }
  const left = readdirSync(out, { recursive: true }).map(String);
  expect(left.filter((name) => /partial$|sweep\.lock/.test(name))).toEqual([]);
}

const expectReference = async (out: string) => expectSame(out, await reference());

/** The picture, which has the name of its study. */
const expectPicture = async (out: string) =>
  expect(readFileSync(join(out, 'frontier.svg'), 'utf8')).toBe(
    readFileSync(join(await reference(), 'frontier.svg'), 'utf8'),
  );

/** A copy of the finished study that nobody else uses. */
async function copyOfReference(name: string): Promise<string> {
  const out = apart(name);
  cpSync(await reference(), out, { recursive: true });
  return out;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits for something to happen while it runs; false where it has ended before. */
  until(condition: () => boolean): Promise<boolean>;
}

function start(out: string, ...words: string[]): Started {
  const main = join(root, 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, 'sweep', file, '--out', out, ...words]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    texts.stdout += text;
  });
  child.stderr.on('data', (text) => {
    texts.stderr += text;
  });
  let running = true;
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      running = false;
      resolve({ code, ...texts });
    });
  });
  const until = async (condition: () => boolean) => {
    while (running && !condition()) await setTimeout(2);
    return running;
  };
  return { child, ended, until };
}

describe('tailwatt sweep', () => {
  it('shows its points and the best of them, and writes a row for every replication', async () => {
    const out = apart('two-workers');
    const { code, stdout, stderr } = await sweep(out, '--workers', '2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: `tables are in ${out}\n` });
    expect(stdout).toMatch(/^study · 6 of 6 points, \d+ runs in /);
    expect(stdout).toMatch(/rate +maxSequences +ttft p99/);
    expect(stdout).toContain('Best points');
    expect(stdout).not.toContain('\u001b');
    const table = readTable(out, 'sweep');
    const numbers = [...(table.getChild('point') ?? [])].map(Number);
    const counts = Array.from(
      { length: points },
      (_, at) => numbers.filter((n) => n === at).length,
    );
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
    expect(new Set(counts).size, 'the stop rule decides for each point').toBeGreaterThan(1);
    expect(pointFolders(out)).toHaveLength(points);
    expect(readdirSync(out).sort()).toEqual([
      'frontier.svg',
      'manifest.json',
      'points',
      'sweep.arrow',
      'sweep.json',
    ]);
    // The same bytes as by one worker.
    await expectReference(out);
    await expectPicture(out);
  });

  it('is the same bytes when it is put together from shards', async () => {
    const cwd = join(base, 'sharded');
    mkdirSync(cwd);
    const shards = [1, 2].map((index) => `results/study-shard-${index}-of-2`);
    const ran = await Promise.all(
      [1, 2].map((index) => {
        return tailwatt(['sweep', file, '--shard', `${index}/2`, '--workers', '1'], { cwd });
      }),
    );
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    const [lacking, merged] = await Promise.all([
      tailwatt(['merge', ...shards.slice(1), '--out', 'results/lacking'], { cwd }),
      tailwatt(['merge', ...shards.toReversed()], { cwd }),
    ]);
    expect(lacking).toMatchObject({ code: 1, stdout: '' });
    expect(lacking.stderr).toContain(
      '3 of 6 points are in none of the folders, or not whole: 0, 2, 4',
    );
    expect(merged).toMatchObject({ code: 0, stdout: '' });
    expect(merged.stderr).toMatch(/^merged 6 points \(\d+ runs\) into results\/study\n$/);
    await expectReference(join(cwd, 'results', 'study'));
    await expectPicture(join(cwd, 'results', 'study'));
  });

  it('runs nothing again, in its own folder or beside another sweep', async () => {
    const own = await copyOfReference('again');
    const sibling = write('sibling.yaml', `name: sibling\n${study}`);
    const beside = join(dirname(own), 'sibling');
    const both = await Promise.all([
      sweep(own, '--json', '--resume'),
      tailwatt(['sweep', sibling, '--out', beside, '--json']),
    ]);
    for (const { status, planned, replications, points: shown } of both.map(documentOf)) {
      expect({ status, planned, shown: shown.length }).toEqual({
        status: 'completed',
        planned: points,
        shown: points,
      });
      expect(replications.found).toBe(replications.done);
    }
    for (const folder of [own, beside]) {
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as unknown;
      expect(manifest).toMatchObject({ status: 'completed', workers: 0 });
    }
    await expectReference(own);
    await expectPicture(own);
    await expectReference(beside);
  });

  it('keeps the points of an earlier edition that are still the same, but not on --resume', async () => {
    const out = await copyOfReference('edited');
    const edited = write(
      'edited.yaml',
      `name: study\n${study.replace('2]', '2, 4]').replace('3/s, steps: 3', '2/s, steps: 2')}`,
    );
    const words = ['sweep', edited, '--out', out, '--json'];
    const refused = await tailwatt([...words, '--resume']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('has changed since it began');
    const { code, stdout, stderr } = await tailwatt(words);
    expect(code).toBe(0);
    expect(stderr).toContain('holds an earlier edition of this sweep: points that are the same');
    const { replications, points: shown } = JSON.parse(stdout) as SweepDocument;
    expect(shown).toHaveLength(6);
    // Four points of two replications or more, and two new ones.
    expect(replications.found).toBeGreaterThanOrEqual(8);
    expect(replications.done - replications.found).toBeGreaterThanOrEqual(4);
  });

  it('refuses the folder of another sweep, and does not touch it', async () => {
    const out = await reference();
    const other = write('other.yaml', study);
    const { code, stdout, stderr } = await tailwatt(['sweep', other, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('it holds the results of another sweep, study');
    await expectReference(out);
  });

  it('runs parts again that are cut off or changed, and says so', async () => {
    const out = await copyOfReference('damaged');
    const [first = '', second = ''] = partsOf(out);
    const text = readFileSync(first, 'utf8');
    writeFileSync(first, text.slice(0, text.length / 2));
    writeFileSync(second, readFileSync(second, 'utf8').replace('"offered":600', '"offered":601'));
    const result = await sweep(out, '--json');
    expect(result.code).toBe(0);
    for (const path of [first, second]) {
      expect(result.stderr).toContain(
        `${path}: its contents are cut off or changed; it is run again`,
      );
    }
    expect(result.stderr.match(/is run again/g)).toHaveLength(2);
    const { done, found } = documentOf(result).replications;
    // The stop rule may start another one beside them, while it does not know what they come to.
    expect(done - found).toBeGreaterThanOrEqual(2);
    expect(done - found).toBeLessThanOrEqual(4);
    await expectReference(out);
  });
});

describe('tailwatt sweep, ended before its end', () => {
  it('ends in the same bytes after kill -9 at random instants', async () => {
    const out = apart('killed');
    const random = createStream('instants of kills', 1);
    let kills = 0;
    for (; kills < 6; kills += 1) {
      const before = partsOf(out);
      const { child, ended, until } = start(out, '--workers', '2', '--resume');
      // The first ones fall while it starts, the others while parts and points are written.
      const wanted = kills < 2 ? 0 : before.length + 1 + Math.floor(3 * random());
      const running = await until(() => partsOf(out).length >= wanted);
      await setTimeout((kills < 2 ? 800 : 30) * random());
      child.kill('SIGKILL');
      const { code, stderr } = await ended;
      if (!running || code !== null) {
        expect({ code, stderr }).toMatchObject({ code: 0 });
        break;
      }
      expect(partsOf(out)).toEqual(expect.arrayContaining([...before]));
    }
    expect(kills).toBeGreaterThan(3);
    const left = partsOf(out);
    const written = left.map((path) => statSync(path).mtimeMs);
    expect(left.length).toBeGreaterThan(1);
    const { code, stderr } = await sweep(out, '--resume');
    expect({ code, stderr }).toEqual({ code: 0, stderr: `tables are in ${out}\n` });
    // What was finished was not run again.
    expect(left.map((path) => statSync(path).mtimeMs)).toEqual(written);
    await expectReference(out);
  });

  it('keeps on Ctrl-C what is finished, says so, and goes on from there', async () => {
    const out = apart('interrupted');
    const { child, ended, until } = start(out, '--workers', '1', '--json');
    expect(await until(() => partsOf(out).length > 0)).toBe(true);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('stopping; press Ctrl-C again to stop at once');
    expect(stderr).toMatch(/interrupted: [1-6] points are left; --resume goes on in /);
    const document = JSON.parse(stdout) as SweepDocument;
    expect(document).toMatchObject({ status: 'interrupted', planned: points });
    expect(document.points.length).toBeLessThan(points);
    const kept = partsOf(out);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(readTable(out, 'sweep').numRows).toBeLessThanOrEqual(kept.length);
    const resumed = await sweep(out, '--resume', '--json');
    expect(resumed.code).toBe(0);
    expect(documentOf(resumed).replications.found).toBeGreaterThanOrEqual(
      document.replications.done,
    );
    await expectReference(out);
  });

  it('has its folder to itself while it runs', async () => {
    const out = apart('shared');
    const { child, ended, until } = start(out);
    expect(await until(() => existsSync(join(out, 'sweep.lock')))).toBe(true);
    child.kill('SIGSTOP');
    const second = await sweep(out);
    child.kill('SIGCONT');
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain(`${out} is in use: process ${child.pid} runs a sweep there`);
    expect((await ended).code).toBe(0);
    await expectReference(out);
  });

  it('loses nothing to a disk that is full', async () => {
    const large = write(
      'large.yaml',
      'name: study\nscenario: line.yaml\ntables: all\naxes: { horizon.requests: [40, 50, 60, 3000] }\n',
    );
    const [limited, free] = [apart('full-disk'), apart('empty-disk')];
    // A limit on the size of files stands in for a full disk: the same writes fail, whoever one is.
    const line = `ulimit -f 256; tailwatt sweep ${large} --workers 1 --out ${limited}`;
    const [full, whole] = await Promise.all([
      shell(line),
      tailwatt(['sweep', large, '--workers', '1', '--out', free]),
    ]);
    expect(whole.code).toBe(0);
    expect(full).toMatchObject({ code: 1, stdout: '' });
    expect(full.stderr).toMatch(/^tailwatt: cannot write .*replication-0.*: .*\(EFBIG\)$/m);
    const kept = partsOf(limited);
    expect(kept.length).toBeGreaterThan(0);
    const names = readdirSync(limited, { recursive: true }).map(String);
    expect(names.filter((name) => /partial$|sweep\.lock/.test(name))).toEqual([]);
    const later = await tailwatt(['sweep', large, '--out', limited, '--resume', '--json']);
    expect(later.code).toBe(0);
    expect(documentOf(later).replications).toMatchObject({ done: 4, found: kept.length });
    expectSame(limited, free);
    for (const name of pointFolders(free)) {
      const at = (out: string) => join(out, 'points', name, 'replication-0', 'requests.arrow');
      expect(readFileSync(at(limited)).equals(readFileSync(at(free)))).toBe(true);
    }
  });

  it('gives up a run that takes too long, and goes on with the others', async () => {
    const endless = write(
      'endless.yaml',
      'scenario: line.yaml\naxes: { horizon.requests: [100, 500000000, 200] }\n',
    );
    const words = ['sweep', endless, '--timeout', '3', '--out', apart('endless'), '--json'];
    const result = await tailwatt(words);
    expect(result.code).toBe(1);
    const { status, points: shown, failures } = documentOf(result);
    expect({ status, shown: shown.length }).toEqual({ status: 'completed', shown: 3 });
    expect(failures).toMatchObject([{ point: 1, kind: 'too-long' }]);
    const statuses = [...(readTable(apart('endless'), 'sweep').getChild('status') ?? [])];
    expect(statuses).toEqual(['completed', 'failed', 'completed']);
  });
});

describe('sweep files and scenarios', () => {
  it('are told from each other by every command', async () => {
    const broken = write('broken.yaml', study.replace('maxSequences', 'maxSequence'));
    const [good, bad, run, swept] = await Promise.all([
      tailwatt(['validate', file, join(base, 'line.yaml')]),
      tailwatt(['validate', broken]),
      tailwatt(['run', file]),
      tailwatt(['sweep', join(base, 'line.yaml')]),
    ]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain(`${file}: ok\n`);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain(
      `${broken}:5:18 pools[p].engine.maxSequence: this key is not known; did you mean maxSequences?`,
    );
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain(
      `is a sweep, not a scenario\n  run it with tailwatt sweep ${file}`,
    );
    expect(swept).toMatchObject({ code: 1, stdout: '' });
    expect(swept.stderr).toContain('this is a scenario, not a sweep; run it with tailwatt run');
  });
});

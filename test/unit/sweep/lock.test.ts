import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../../src/sweep/lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const lockOf = (folder: string) => join(folder, 'sweep.lock');
const host = hostname();

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly began: string | null;
}
const holderOf = (folder: string) => JSON.parse(readFileSync(lockOf(folder), 'utf8')) as Holder;

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('close', resolve));
  return child.pid ?? 0;
}

describe('lockFolder', () => {
  it('takes a folder, says who has it, and gives it back', () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder);
    expect(readdirSync(folder)).toEqual(['sweep.lock']);
    expect(holderOf(folder)).toMatchObject({ pid: process.pid, host });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder).release();
    lock.release();
  });

  it('gives back its own lock only', () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder);
    rmSync(lockOf(folder));
    const other = lockFolder(folder);
    lock.release();
    expect(existsSync(lockOf(folder))).toBe(true);
    other.release();
    expect(existsSync(lockOf(folder))).toBe(false);
  });

  it('gives a folder back when its process exits', async () => {
    const folder = temporaryFolder();
    const module = new URL('../../../src/sweep/lock.ts', import.meta.url).href;
    const program = `const { lockFolder } = await import(${JSON.stringify(module)});
      lockFolder(${JSON.stringify(folder)}); process.exit(130);`;
    const words = ['--import', 'tsx', '--input-type=module', '-e', program];
    const child = spawn(process.execPath, words);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a folder that a living process has, this one too', () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder);
    const before = readFileSync(lockOf(folder));
    expect(() => lockFolder(folder)).toThrow(
      `${folder} is in use: process ${process.pid} runs a sweep there`,
    );
    expect(readFileSync(lockOf(folder))).toEqual(before);
    expect(readdirSync(folder)).toEqual(['sweep.lock']);
    lock.release();
  });

  it.each<[string, (dead: number) => unknown]>([
    ['of a dead process', (pid) => ({ pid, host, began: '1' })],
    ['of a dead process that does not say when it began', (pid) => ({ pid, host, began: null })],
    [
      'of a process whose number another one has now',
      () => ({ pid: process.pid, host, began: '1' }),
    ],
    ['that says nothing', () => ({})],
    ['that is no map', () => null],
  ])('takes over a lock %s', async (_, holder) => {
    const folder = temporaryFolder();
    writeFileSync(lockOf(folder), JSON.stringify(holder(await deadProcess())));
    const lock = lockFolder(folder);
    expect(holderOf(folder).pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['sweep.lock']);
    lock.release();
  });

  it('takes over a lock that a crash has cut off', () => {
    const folder = temporaryFolder();
    writeFileSync(lockOf(folder), '{"pid":');
    lockFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects a living process whose beginning is not known', () => {
    const folder = temporaryFolder();
    writeFileSync(lockOf(folder), JSON.stringify({ pid: process.pid, host, began: null }));
    expect(() => lockFolder(folder)).toThrow('is in use');
  });

  it('respects another machine, and says what to do when that is dead', async () => {
    const folder = temporaryFolder();
    const holder = { pid: await deadProcess(), host: 'elsewhere', began: '1' };
    writeFileSync(lockOf(folder), JSON.stringify(holder));
    let fix = '';
    try {
      lockFolder(folder);
    } catch (error) {
      expect(String(error)).toContain(`process ${holder.pid} on elsewhere runs a sweep there`);
      fix = (error as { readonly fix: string }).fix;
    }
    expect(fix).toContain(`if that process is dead, remove ${lockOf(folder)}`);
    expect(holderOf(folder)).toEqual(holder);
  });

  it('says that a folder cannot be written', () => {
    const folder = join(temporaryFolder(), 'none');
    expect(() => lockFolder(folder)).toThrow(`cannot write the results to ${folder}`);
  });
});

/** Takes the locks of numbered folders as soon as each is opened, and tells who got them. */
const contender = (base: string, name: string, rounds: number) => `
  import { existsSync, writeFileSync } from 'node:fs';
  import { lockFolder } from ${JSON.stringify(new URL('../../../src/sweep/lock.ts', import.meta.url).href)};
  // Each lock is given back at the exit: a listener for every round.
  process.setMaxListeners(${rounds + 10});
  writeFileSync(${JSON.stringify(join(base, `ready-${name}`))}, '');
  for (let round = 0; round < ${rounds}; round += 1) {
    const folder = ${JSON.stringify(base)} + '/' + round;
    while (!existsSync(folder + '/open')) {}
    let told = 'got it';
    try { lockFolder(folder); } catch (error) { told = error.message; }
    writeFileSync(folder + '/${name}', told);
  }
  // A holder that has ended holds nothing.
  process.stdin.resume();`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(2);
}

describe('two processes that want one folder', () => {
  it('never both have it, though both find the same dead lock', async () => {
    const base = temporaryFolder();
    const rounds = 20;
    const dead = { pid: await deadProcess(), host, began: '1' };
    for (let round = 0; round < rounds; round += 1) {
      mkdirSync(join(base, String(round)));
      writeFileSync(lockOf(join(base, String(round))), JSON.stringify(dead));
    }
    const names = ['first', 'second'];
    for (const name of names) {
      const words = ['--import', 'tsx', '--input-type=module', '-e', contender(base, name, rounds)];
      const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
    }
    await until(() => names.every((name) => existsSync(join(base, `ready-${name}`))));
    const winners: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const folder = join(base, String(round));
      const told = (name: string) => readFileSync(join(folder, name), 'utf8');
      writeFileSync(join(folder, 'open'), '');
      await until(() =>
        names.every((name) => existsSync(join(folder, name)) && told(name).length > 0),
      );
      const got = names.filter((name) => told(name) === 'got it');
      expect(got, `round ${round}: ${names.map(told).join(' / ')}`).toHaveLength(1);
      winners.push(...got);
      const refused = names.filter((name) => told(name) !== 'got it').map(told);
      expect(refused.join()).toContain(`is in use: process ${holderOf(folder).pid}`);
      expect(readdirSync(folder).sort()).toEqual(['first', 'open', 'second', 'sweep.lock']);
    }
    expect(winners).toHaveLength(rounds);
  });
});

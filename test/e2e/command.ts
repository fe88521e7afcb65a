import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root = join(import.meta.dirname, '..', '..');
const main = join(root, 'dist', 'cli', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Working directory; the repository by default. */
  readonly cwd?: string;
  /** Sends SIGINT this long after the start, or at each of these instants. */
  readonly interruptAfterSeconds?: number | readonly number[];
  /** Counts those seconds from the moment at which this is true: a busy machine takes long to start. */
  readonly interruptFrom?: () => boolean;
}

/** Runs the built command line as a user would: in a pipe, as its own process. */
export function tailwatt(words: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return ended(spawn(process.execPath, [main, ...words], { cwd: options.cwd ?? root }), options);
}

/** Runs a shell line in which `tailwatt` is the built command. */
export function shell(line: string, options: CommandOptions = {}): Promise<Ended> {
  const define = `tailwatt() { '${process.execPath}' '${main}' "$@"; }`;
  const child = spawn('bash', ['-c', `${define}; ${line}`], { cwd: options.cwd ?? root });
  return ended(child, options);
}

function ended(
  child: ReturnType<typeof spawn>,
  { interruptAfterSeconds, interruptFrom = () => true }: CommandOptions,
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const waiting = setInterval(() => {
    if (!interruptFrom()) return;
    clearInterval(waiting);
    for (const seconds of [interruptAfterSeconds ?? []].flat()) {
      setTimeout(() => child.kill('SIGINT'), 1000 * seconds);
    }
  }, 10);
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(waiting);
      resolve({ code, stdout, stderr });
    });
  });
}

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailwatt-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

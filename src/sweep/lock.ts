import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemErrorCode, systemFailure, UserError } from '../run/user-error.ts';

export const lockFile = 'sweep.lock';

/** What file systems answer that know no links. */
const withoutLinks = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system counts; null where it does not tell. A number is used again, this is not. */
  readonly began: string | null;
  /** Tells this lock from any other. */
  readonly token: string | null;
}

export interface Lock {
  release(): void;
}

/**
 * Takes a folder for one sweep. A folder that a living process holds is refused with a {@link UserError}; the lock of a
 * dead one (kill -9, a crash) is taken over. A lock of another machine is respected: whether its holder lives cannot be
 * seen from here.
 */
export function lockFolder(folder: string): Lock {
  const path = join(folder, lockFile);
  const token = randomUUID();
  const mine = join(folder, `${lockFile}.${token}.partial`);
  const began = beginning(process.pid);
  const holder: Holder = { pid: process.pid, host: hostname(), began, token };
  try {
    writeFileSync(mine, JSON.stringify(holder), { flag: 'wx' });
    while (!link(mine, path)) {
      refuseLiving(path, path, folder);
      removeDead(path, `${mine}.dead.partial`, folder);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw systemFailure(`cannot write the results to ${folder}`, error);
  } finally {
    rmSync(mine, { force: true });
  }
  const release = () => {
    process.off('exit', release);
    // Somebody may have taken it away by hand, and another process may hold one by now.
    if (readHolder(path)?.token === token) rmSync(path, { force: true });
  };
  process.once('exit', release);
  return { release };
}

/** Makes the lock, whole from its first instant; false where there is one. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    if (!withoutLinks.includes(systemErrorCode(error) ?? '')) throw error;
  }
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes a dead lock away. Two processes may have found it dead, and one of them may hold a new one by now: what was
 * taken away is looked at, and put back if its holder lives.
 */
function removeDead(path: string, aside: string, folder: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    refuseLiving(aside, path, folder);
  } catch (error) {
    link(aside, path);
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function refuseLiving(file: string, path: string, folder: string): void {
  const holder = readHolder(file);
  if (holder === null || isDead(holder)) return;
  const { pid, host } = holder;
  const here = host === hostname();
  throw new UserError(
    `${folder} is in use: process ${pid}${here ? '' : ` on ${host}`} runs a sweep there`,
    here
      ? 'wait for it, or name another folder with --out'
      : `wait for it, or name another folder with --out; if that process is dead, remove ${path}`,
  );
}

function readHolder(path: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof holder !== 'object' || holder === null) return null;
    const { pid, host, began, token } = holder as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string') return null;
    return { pid, host, began: began ?? null, token: token ?? null };
  } catch {
    return null;
  }
}

function isDead({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === 'ESRCH';
  }
  return began !== null && beginning(pid) !== began;
}

/** Start of a process in clock ticks since the system's: field 22 of /proc/PID/stat (proc(5)). */
function beginning(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in brackets, may itself hold blanks and brackets.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

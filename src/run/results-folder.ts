import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { systemErrorCode, systemFailure, UserError } from './user-error.ts';

/** Marks a folder as ours: only a folder whose manifest says this is ever replaced. */
export const manifestTool = 'tailwatt';

/**
 * A results folder in the making. Files are written to a hidden folder beside the target; `commit` puts it in the
 * target's place when everything is whole, `discard` leaves no trace. Until then an existing target stays untouched.
 */
export interface ResultsFolder {
  readonly target: string;
  /** Where the files lie until then. */
  readonly unfinished: string;
  /** Opens a file of the results for writing. */
  create(name: string): ResultFile;
  /**
   * Renames the finished folder into place and returns its path. Files in the old one that Tailwatt did not write move
   * over. A partial result does not replace an earlier one: it goes to `<target>-interrupted`.
   */
  commit(extent: 'whole' | 'partial'): Promise<string>;
  discard(): Promise<void>;
}

export interface ResultFile {
  readonly name: string;
  /** Bytes so far. */
  readonly bytes: number;
  /** Appends; returns when the system has taken all of it, so a slow disk slows the run instead of filling memory. */
  write(chunk: Uint8Array): void;
  close(): void;
}

/**
 * Prepares `target` for results.
 * Refused with a {@link UserError}: a target that exists and holds anything but a Tailwatt result, the working
 * directory or a folder above it, a place that cannot be written.
 */
export async function openResultsFolder(target: string): Promise<ResultsFolder> {
  const cannot = `cannot write the results to ${target}`;
  const wanted = await realTarget(resolve(target), cannot);
  if (!relative(wanted, process.cwd()).startsWith('..')) {
    throw new UserError(
      `${cannot}: it holds the working directory`,
      'name a folder for the results alone with --out',
    );
  }
  await refuseForeignFolder(wanted, cannot);
  let partial: string;
  try {
    await makeFolders(dirname(wanted));
    partial = await mkdtemp(join(dirname(wanted), `.${basename(wanted)}.partial-`));
  } catch (error) {
    throw systemFailure(cannot, error);
  }
  return folderIn(partial, wanted, target);
}

function folderIn(partial: string, wanted: string, target: string): ResultsFolder {
  const cannot = `cannot write the results to ${target}`;
  const files: ResultFile[] = [];
  const discard = async () => {
    for (const file of files) file.close();
    await rm(partial, { recursive: true, force: true });
  };
  return {
    target,
    unfinished: partial,
    create(name) {
      const file = createFile(join(partial, name), name, cannot);
      files.push(file);
      return file;
    },
    async commit(extent) {
      for (const file of files) file.close();
      try {
        const aside = extent === 'partial' && (await filesOfResult(wanted)) !== null;
        if (!aside) {
          await swapIn(partial, wanted);
          return target;
        }
        const suffix = await freeSuffix(wanted);
        await swapIn(partial, wanted + suffix);
        return target.replace(/[/\\]+$/, '') + suffix;
      } catch (error) {
        await discard();
        throw systemFailure(cannot, error);
      }
    },
    discard,
  };
}

function createFile(path: string, name: string, cannot: string): ResultFile {
  let descriptor: number | null;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    throw systemFailure(cannot, error);
  }
  let bytes = 0;
  return {
    name,
    get bytes() {
      return bytes;
    },
    write(chunk) {
      if (descriptor === null) throw new Error(`${name} is closed`);
      try {
        let offset = 0;
        while (offset < chunk.length) offset += writeSync(descriptor, chunk, offset);
      } catch (error) {
        throw systemFailure(cannot, error);
      }
      bytes += chunk.length;
    },
    close() {
      if (descriptor === null) return;
      const open = descriptor;
      descriptor = null;
      closeSync(open);
    },
  };
}

/** Follows symbolic links, so that a link to a results folder stays one and the folder behind it is replaced. */
export async function realTarget(path: string, cannot: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return path;
    throw systemFailure(cannot, error);
  }
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system answers that a part of
 * the path cannot exist (in /proc, for one).
 */
export async function makeFolders(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = path;
  while (!(await exists(folder))) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  for (const each of missing) {
    await mkdir(each).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** `-interrupted`, numbered when a folder of that name belongs to somebody else. */
async function freeSuffix(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '-interrupted' : `-interrupted-${number}`;
    const candidate = path + suffix;
    if (!(await exists(candidate)) || (await filesOfResult(candidate)) !== null) return suffix;
  }
}

async function refuseForeignFolder(path: string, cannot: string): Promise<void> {
  let names: string[];
  try {
    if (!(await stat(path)).isDirectory()) {
      throw new UserError(`${cannot}: it is a file`, 'name a folder with --out, or move the file');
    }
    names = await readdir(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (systemErrorCode(error) === 'ENOENT') return;
    throw systemFailure(cannot, error);
  }
  if (names.length > 0 && (await filesOfResult(path)) === null) {
    throw new UserError(
      `${cannot}: the folder exists and is not a Tailwatt result of a run`,
      'name another one with --out; nothing in it was touched',
    );
  }
}

/** Names of the files that Tailwatt wrote into a folder, or null when it is not a Tailwatt result. */
async function filesOfResult(folder: string): Promise<readonly string[] | null> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  } catch {
    return null;
  }
  if (typeof manifest !== 'object' || manifest === null) return null;
  if (!('tool' in manifest) || manifest.tool !== manifestTool) return null;
  // A sweep's folder holds the work of a night: no run takes its place.
  if ('kind' in manifest && manifest.kind === 'sweep') return null;
  const tables = 'tables' in manifest && Array.isArray(manifest.tables) ? manifest.tables : [];
  const names = tables.flatMap((table: unknown) =>
    typeof table === 'object' && table !== null && 'file' in table ? [String(table.file)] : [],
  );
  return ['manifest.json', ...names];
}

/**
 * Puts `partial` in the place of `wanted`. The old folder steps aside first and comes back when the second rename
 * fails; at no instant is it gone.
 */
async function swapIn(partial: string, wanted: string): Promise<void> {
  const ours = await filesOfResult(wanted);
  if (ours === null) {
    // Not there, or empty: rename replaces an empty folder by itself.
    await rename(partial, wanted);
    return;
  }
  const aside = `${partial.replace('.partial-', '.previous-')}`;
  await rename(wanted, aside);
  try {
    await rename(partial, wanted);
  } catch (error) {
    await rename(aside, wanted);
    throw error;
  }
  const replaced = new Set([...ours, ...(await readdir(wanted))]);
  for (const name of await readdir(aside)) {
    if (!replaced.has(name)) await rename(join(aside, name), join(wanted, name));
  }
  await rm(aside, { recursive: true, force: true });
}

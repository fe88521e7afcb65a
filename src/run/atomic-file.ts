import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemFailure } from './user-error.ts';

/** Ends the name of a file that is being written. */
const unfinishedSuffix = '.partial';

/** Whether a file is what a crash has left of one that was being written here: its name holds a UUID, so it is nobody else's. */
export function isUnfinished(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.partial(\.dead\.partial)?$/.test(name);
}

/**
 * Writes a file so that its name always stands for whole contents that outlive a crash: under a temporary name, to the
 * disk (fsync), then renamed, and the folder to the disk too. Returns its bytes. A {@link UserError} when the system
 * refuses (a full disk, for one); then nothing is left. It waits for the disk: a small file takes about half a
 * millisecond on an SSD, less than the event loop's way to the file system and back four times.
 *
 * The npm package write-file-atomic does not look at how many bytes a write took, and would put a file cut off by a full
 * disk in its place.
 */
export function writeFileAtomically(path: string, content: string | Iterable<Uint8Array>): number {
  const pieces = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  const temporary = `${path}.${randomUUID()}${unfinishedSuffix}`;
  let file: number | null = null;
  try {
    file = openSync(temporary, 'wx');
    let total = 0;
    for (const bytes of pieces) {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
      total += bytes.length;
    }
    fsyncSync(file);
    closeSync(file);
    file = null;
    renameSync(temporary, path);
    syncFolder(dirname(path));
    return total;
  } catch (error) {
    if (file !== null) closeSync(file);
    rmSync(temporary, { force: true });
    throw systemFailure(`cannot write ${path}`, error);
  }
}

/** Puts the names in a folder on the disk, where the system lets a folder be opened for that. */
function syncFolder(path: string): void {
  let folder: number | null = null;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch {
    // The file itself is on the disk; some systems and network shares refuse folders.
  } finally {
    if (folder !== null) closeSync(folder);
  }
}

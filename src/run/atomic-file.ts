import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { systemFailure } from './user-error.ts';

/** Ends the name of a file that is being written. */
const unfinishedSuffix = '.partial';

/** Whether a file is what a crash has left of one that was being written here: its name holds a UUID, so it is nobody else's. */
export function isUnfinished(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.partial(\.dead\.partial)?$/.test(name);
}

/**
 * Writes a file so that its name always stands for whole contents that outlive a crash: under a temporary name, to the
 * disk (fsync), then renamed. Returns its bytes. A {@link UserError} when the system refuses (a full disk, for one);
 * then nothing is left.
 *
 * The npm package write-file-atomic does not look at how many bytes a write took, and would put a file cut off by a full
 * disk in its place.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Iterable<Uint8Array>,
): Promise<number> {
  const pieces = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  const temporary = `${path}.${randomUUID()}${unfinishedSuffix}`;
  let file: FileHandle | null = null;
  try {
    file = await open(temporary, 'wx');
    let total = 0;
    for (const bytes of pieces) {
      let offset = 0;
      while (offset < bytes.length) offset += (await file.write(bytes, offset)).bytesWritten;
      total += bytes.length;
    }
    await file.sync();
    await file.close();
    file = null;
    await rename(temporary, path);
    return total;
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw systemFailure(`cannot write ${path}`, error);
  }
}

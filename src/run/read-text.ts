import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { systemErrorCode, systemFailure, UserError } from './user-error.ts';

/** Scenarios and model configurations are small; something larger is a wrong file, most often a trace. */
const maxTextBytes = 16 * 1024 * 1024;

/** Headers of GGUF models hold their vocabulary: up to about 15 MB. */
const headerBytes = 32 * 1024 * 1024;

/**
 * Reads a UTF-8 file of at most `most` bytes whole. A byte-order mark is dropped; another encoding, a folder, a missing
 * or a larger file is a {@link UserError} that says so.
 */
export function readTextFile(path: string, most: number = maxTextBytes): string {
  const bytes = readBytes(path, most);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError(`cannot read ${path}: it is UTF-16, not UTF-8`, 'save it as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`cannot read ${path}: it is not UTF-8 text`, 'save it as UTF-8');
  }
}

/** Reads the first 32 MiB of a binary file, or all of a smaller one; failures are as those of {@link readTextFile}. */
export function readFileStart(path: string): Uint8Array {
  return withFile(path, (file) => {
    const bytes = new Uint8Array(Math.min(headerBytes, fstatSync(file).size));
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(file, bytes, read, bytes.length - read, read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  });
}

function readBytes(path: string, most: number): Uint8Array {
  return withFile(path, (file) => {
    const { size } = fstatSync(file);
    if (size > most) {
      throw most > maxTextBytes
        ? new UserError(
            `cannot read ${path}: ${size} bytes are more than ${most}`,
            'write the export without the answers themselves, or split it',
          )
        : new UserError(
            `cannot read ${path}: ${size} bytes are too many for a scenario or a model's config.json`,
            'name the scenario; traces and tables are named inside it',
          );
    }
    return readFileSync(file);
  });
}

function withFile<T>(path: string, use: (file: number) => T): T {
  try {
    const file = openSync(path, 'r');
    try {
      return use(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const failure = systemFailure(`cannot read ${path}`, error);
    if (systemErrorCode(error) !== 'ENOENT') throw failure;
    const guess = similarFile(path);
    throw guess === undefined
      ? failure
      : new UserError(failure.message, `did you mean ${guess}? (${failure.fix})`);
  }
}

/** A file in the same folder whose name differs by a slip of the keys, with its path. */
export function similarFile(path: string): string | undefined {
  try {
    const names = readdirSync(dirname(path));
    if (names.length === 0) return undefined;
    const wanted = basename(path);
    const name = closest(wanted, names);
    if (distance(wanted, name) > Math.max(2, wanted.length / 4)) return undefined;
    return path.slice(0, path.length - wanted.length) + name;
  } catch {
    return undefined;
  }
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadTable, readArrowTable, TableUnreadable } from '../arrow/read.ts';
import { manifestFile } from './manifest.ts';
import { manifestTool } from './results-folder.ts';
import { systemErrorCode, systemFailure, UserError } from './user-error.ts';

/** What the results of a run and of a sweep have in common. */
export interface Results {
  /** As the user named it. */
  readonly folder: string;
  readonly kind: 'run' | 'sweep';
  readonly name: string;
  readonly version: string;
  readonly seed: string;
  readonly status: string;
  readonly scenarioHash: string | null;
  /** All of manifest.json. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Node reads no larger file at once. */
const largestFile = 2 ** 31 - 1;

const againFix = 'run it again, or name another folder';

/** Reads what a results folder says of itself; a {@link UserError} where it is none. */
export function readResults(folder: string): Results {
  const cannot = `cannot read the results in ${folder}`;
  const manifest = readManifest(folder, cannot);
  const text = (key: string): string | null => {
    const value = manifest[key];
    return typeof value === 'string' ? value : null;
  };
  if (manifest['tool'] !== manifestTool) {
    throw new UserError(
      `${cannot}: its ${manifestFile} is not of Tailwatt`,
      'name a folder that `tailwatt run` or `tailwatt sweep` wrote',
    );
  }
  const [name, version, seed, status] = ['name', 'version', 'seed', 'status'].map(text);
  if (name == null || version == null || seed == null || status == null) {
    throw new UserError(`${cannot}: its ${manifestFile} is incomplete`, againFix);
  }
  const kind = manifest['kind'] === 'sweep' ? 'sweep' : 'run';
  const scenarioHash = text('scenarioHash');
  return { folder, kind, name, version, seed, status, scenarioHash, manifest };
}

function readManifest(folder: string, cannot: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    if (!statSync(folder).isDirectory()) {
      throw new UserError(`${cannot}: it is a file`, 'name the folder that holds it');
    }
    text = readFileSync(join(folder, manifestFile), 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = systemErrorCode(error);
    if (code !== 'ENOENT') throw systemFailure(cannot, error);
    throw noResults(folder, cannot);
  }
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) {
      return manifest as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Told below.
  }
  throw new UserError(`${cannot}: its ${manifestFile} is no JSON object, or was cut off`, againFix);
}

function noResults(folder: string, cannot: string): UserError {
  const exists = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  return exists
    ? new UserError(
        `${cannot}: it has no ${manifestFile}`,
        'name a folder that `tailwatt run` or `tailwatt sweep` wrote',
      )
    : new UserError(
        `${cannot}: there is no such folder`,
        'check the path; it is relative to the working directory',
      );
}

/** Whether the folder holds a table, in a size that can be read at once. */
export function hasTable({ folder }: Results, name: string): boolean {
  const size = statSync(join(folder, `${name}.arrow`), { throwIfNoEntry: false })?.size;
  return size !== undefined && size <= largestFile;
}

/** Reads a table of a results folder; a {@link UserError} where it is missing, damaged, or not the one that was written. */
export function readTable(results: Results, name: string): ReadTable {
  const { folder } = results;
  const path = join(folder, `${name}.arrow`);
  const cannot = `cannot read ${path}`;
  const written = writtenTable(results, name);
  try {
    const { size } = statSync(path);
    if (written?.bytes !== undefined && written.bytes !== size) {
      throw new UserError(
        `${cannot}: it has ${size} bytes, and was written with ${written.bytes}`,
        `it was cut off or changed; ${againFix}`,
      );
    }
    if (size > largestFile) {
      throw new UserError(`${cannot}: ${size} bytes are too many`, 'take fewer replications');
    }
    return readArrowTable(readFileSync(path));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TableUnreadable)
      throw new UserError(`${cannot}: ${error.message}`, againFix);
    if (systemErrorCode(error) !== 'ENOENT') throw systemFailure(cannot, error);
    const isParquet = written?.file.endsWith('.parquet') === true;
    throw isParquet
      ? new UserError(`${cannot}: the table was written as Parquet`, 'run it with --format arrow')
      : new UserError(`${cannot}: there is no such table`, againFix);
  }
}

/** What the manifest says of a table. */
function writtenTable(
  { manifest }: Results,
  name: string,
): { readonly file: string; readonly bytes: number | undefined } | null {
  const tables: readonly unknown[] = Array.isArray(manifest['tables']) ? manifest['tables'] : [];
  for (const entry of tables) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { table, file, bytes } = entry as Readonly<Record<string, unknown>>;
    if (table !== name || typeof file !== 'string') continue;
    return { file, bytes: typeof bytes === 'number' ? bytes : undefined };
  }
  return null;
}

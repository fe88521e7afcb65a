import { type Dirent, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isUnfinished, writeFileAtomically } from '../run/atomic-file.ts';
import { systemErrorCode, systemFailure, UserError } from '../run/user-error.ts';
import { decodePart, type Part, type PartTable } from './part.ts';

/** Folder of a sweep's points, and of a point in it. */
export const pointsFolder = 'points';
export const pointFolderName = (id: string) => id.slice(0, 16);

const partName = (replication: number) => `replication-${replication}.json`;
/** Folder of the tables of a replication, beside its part. */
const tablesName = (replication: number) => `replication-${replication}`;

export interface TableBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What a look for a part found. */
export type Found =
  | { readonly kind: 'part'; readonly part: Part; readonly from: 'here' | 'another sweep' }
  | { readonly kind: 'none' }
  /** A part that must be made anew, and why. */
  | { readonly kind: 'broken'; readonly path: string; readonly reason: string };

/** The parts of a sweep on the disk, by what they compute. */
export interface PartStore {
  /** Folder of a point. */
  folderOf(id: string): string;
  /** A part of this sweep or, copied from there, of another one in the same results folder. */
  find(id: string, replication: number): Found;
  /** A part of this sweep, or null. */
  read(id: string, replication: number): Part | null;
  /** Puts files into the folder of a point, one after the other. */
  writeFiles(id: string, files: readonly TableBytes[]): void;
  /** Puts a part, and first its tables, on the disk. */
  write(id: string, replication: number, part: Uint8Array, tables: readonly TableBytes[]): void;
}

/** Opens the store of the sweep in `folder`, to which `lenders` (by default its siblings) may lend parts. */
export function openPartStore(
  folder: string,
  lenders: readonly Lender[] = otherSweeps(folder),
): PartStore {
  const points = join(folder, pointsFolder);
  const folderOf = (id: string) => join(points, pointFolderName(id));
  const pathOf = (id: string, replication: number) => join(folderOf(id), partName(replication));
  return {
    folderOf,
    read(id, replication) {
      const found = readPart(pathOf(id, replication), id, replication);
      return found.kind === 'part' ? found.part : null;
    },
    find(id, replication) {
      const here = readPart(pathOf(id, replication), id, replication);
      if (here.kind === 'part') return { ...here, from: 'here' };
      for (const { path, ids } of lenders) {
        if (!ids.has(pointFolderName(id))) continue;
        const source = join(path, pointFolderName(id));
        const lent = readPart(join(source, partName(replication)), id, replication);
        if (lent.kind !== 'part') continue;
        borrow(source, folderOf(id), replication, lent.part);
        return { ...lent, from: 'another sweep' };
      }
      return here;
    },
    writeFiles(id, files) {
      writeInto(folderOf(id), files);
    },
    write(id, replication, part, tables) {
      const target = folderOf(id);
      if (tables.length > 0) writeInto(join(target, tablesName(replication)), tables);
      writeInto(target, [{ file: partName(replication), bytes: part }]);
    },
  };
}

type Read =
  | { readonly kind: 'part'; readonly part: Part }
  | Exclude<Found, { readonly kind: 'part' }>;

function readPart(path: string, id: string, replication: number): Read {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return { kind: 'none' };
    return { kind: 'broken', path, reason: error instanceof Error ? error.message : String(error) };
  }
  const part = decodePart(bytes, id, replication);
  if (typeof part === 'string') return { kind: 'broken', path, reason: part };
  const tables = join(dirname(path), tablesName(replication));
  const lost = part.tables.find((table) => !isWhole(tables, table));
  if (lost === undefined) return { kind: 'part', part };
  return { kind: 'broken', path, reason: `its table ${lost.file} is missing or cut off` };
}

/** Whether a table is there and as long as it was: whole, as far as can be told without reading it. */
export function isWhole(folder: string, { file, bytes }: PartTable): boolean {
  try {
    return statSync(join(folder, file)).size === bytes;
  } catch {
    return false;
  }
}

/** The points of another sweep. */
interface Lender {
  /** Its folder of points. */
  readonly path: string;
  readonly ids: ReadonlySet<string>;
}

/** What the sweep in `folder` can lend. */
export function lenderOf(folder: string): Lender {
  const path = join(folder, pointsFolder);
  return { path, ids: new Set(namesIn(path)) };
}

/** The folders of points that lie beside this sweep's. */
function otherSweeps(folder: string): readonly Lender[] {
  const parent = dirname(folder);
  return namesIn(parent)
    .filter((name) => name !== basename(folder))
    .map((name) => lenderOf(join(parent, name)))
    .filter(({ ids }) => ids.size > 0);
}

function namesIn(folder: string): readonly string[] {
  return entriesIn(folder)
    .map(({ name }) => name)
    .sort();
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function borrow(from: string, to: string, replication: number, part: Part): void {
  const lent = (folder: string) => (file: string) => {
    return { file, bytes: readFileSync(join(folder, file)) };
  };
  const tables = tablesName(replication);
  try {
    if (part.tables.length > 0) {
      const files = part.tables.map(({ file }) => file);
      writeInto(join(to, tables), files.map(lent(join(from, tables))));
    }
    writeInto(to, [lent(from)(partName(replication))]);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw systemFailure(`cannot copy a finished point to ${to}`, error);
  }
}

/** Writes files into a folder, one after the other, and makes the folder. */
function writeInto(folder: string, files: readonly TableBytes[]): void {
  makeFolder(folder);
  for (const { file, bytes } of files) writeFileAtomically(join(folder, file), [bytes]);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw systemFailure(`cannot write the results to ${path}`, error);
  }
}

/** Deletes what a process or a worker that was ended left half written, and makes the folder of the points. */
export function removeUnfinished(folder: string): void {
  const points = join(folder, pointsFolder);
  makeFolder(points);
  removeUnfinishedIn(folder);
  for (const point of removeUnfinishedIn(points)) {
    for (const tables of removeUnfinishedIn(point)) removeUnfinishedIn(tables);
  }
}

/** Returns the folders in it. */
function removeUnfinishedIn(folder: string): readonly string[] {
  const entries = entriesIn(folder);
  for (const entry of entries) {
    if (!entry.isFile() || !isUnfinished(entry.name)) continue;
    try {
      rmSync(join(folder, entry.name), { force: true });
    } catch {
      // What cannot be taken away is in nobody's way.
    }
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

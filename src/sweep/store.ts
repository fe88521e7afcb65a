import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isUnfinished, writeFileAtomically } from '../run/atomic-file.ts';
import { systemErrorCode, systemFailure } from '../run/user-error.ts';
import { decodePart, type Part } from './part.ts';

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
  find(id: string, replication: number): Promise<Found>;
  /** A part of this sweep, or null. */
  read(id: string, replication: number): Part | null;
  /** Puts files into the folder of a point, one after the other. */
  writeFiles(id: string, files: readonly TableBytes[]): Promise<void>;
  /** Puts a part, and first its tables, on the disk. */
  write(
    id: string,
    replication: number,
    part: Uint8Array,
    tables: readonly TableBytes[],
  ): Promise<void>;
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
    async find(id, replication) {
      const here = readPart(pathOf(id, replication), id, replication);
      if (here.kind === 'part') return { ...here, from: 'here' };
      for (const { path, ids } of lenders) {
        if (!ids.has(pointFolderName(id))) continue;
        const source = join(path, pointFolderName(id));
        const lent = readPart(join(source, partName(replication)), id, replication);
        if (lent.kind !== 'part') continue;
        await borrow(source, folderOf(id), replication, lent.part);
        return { ...lent, from: 'another sweep' };
      }
      return here;
    },
    async writeFiles(id, files) {
      const target = folderOf(id);
      for (const { file, bytes } of files) await writeFileAtomically(join(target, file), [bytes]);
    },
    async write(id, replication, part, tables) {
      const target = folderOf(id);
      await makeFolder(target);
      if (tables.length > 0) {
        const inside = join(target, tablesName(replication));
        await makeFolder(inside);
        for (const { file, bytes } of tables)
          await writeFileAtomically(join(inside, file), [bytes]);
      }
      await writeFileAtomically(pathOf(id, replication), [part]);
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
  const lost = part.tables.find((file) => !existsSync(join(tables, file)));
  if (lost !== undefined) return { kind: 'broken', path, reason: `its table ${lost} is missing` };
  return { kind: 'part', part };
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
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

async function borrow(from: string, to: string, replication: number, part: Part): Promise<void> {
  await makeFolder(to);
  try {
    if (part.tables.length > 0) {
      const tables = join(to, tablesName(replication));
      await makeFolder(tables);
      for (const file of part.tables) {
        await copyFile(join(from, tablesName(replication), file), join(tables, file));
      }
    }
    const name = partName(replication);
    await writeFileAtomically(join(to, name), [readFileSync(join(from, name))]);
  } catch (error) {
    throw systemFailure(`cannot copy a finished point to ${to}`, error);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw systemFailure(`cannot write the results to ${path}`, error);
  }
}

/** Deletes what an earlier process left half written, and makes the folder of the points. */
export async function removeUnfinished(folder: string): Promise<void> {
  const points = join(folder, pointsFolder);
  await makeFolder(points);
  await removeUnfinishedIn(folder);
  for (const point of await removeUnfinishedIn(points)) {
    for (const tables of await removeUnfinishedIn(point)) await removeUnfinishedIn(tables);
  }
}

/** Returns the folders in it. */
async function removeUnfinishedIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !isUnfinished(entry.name)) continue;
    await rm(join(folder, entry.name), { force: true });
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

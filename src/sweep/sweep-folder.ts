import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { isUnfinished, writeFileAtomically } from '../run/atomic-file.ts';
import { makeFolders, manifestTool, realTarget } from '../run/results-folder.ts';
import { systemErrorCode, systemFailure, UserError } from '../run/user-error.ts';
import { sweepHash } from './identity.ts';
import { lockFile, lockFolder } from './lock.ts';
import type { SweepPlan } from './plan.ts';
import type { Shard } from './shard.ts';
import { pointsFolder, removeUnfinished } from './store.ts';
import {
  type FailedReplication,
  manifestName,
  planName,
  type SweepManifest,
} from './sweep-manifest.ts';

/** A folder that one sweep has for itself until it is released. */
export interface SweepFolder {
  /** As the user named it. */
  readonly target: string;
  /** With its links followed. */
  readonly path: string;
  /** Whether the folder held results of the same sweep, or of an earlier edition of it, or none. */
  readonly before: 'same' | 'edited' | 'none';
  release(): void;
}

export interface FolderOptions {
  readonly shard: Shard | null;
  /** Refuses to begin another edition of the sweep. */
  readonly resume: boolean;
}

/**
 * Takes `target` for a sweep and marks it as its own.
 * Refused with a {@link UserError}: a folder that holds anything but results of the same sweep, a file, a folder above
 * the working directory, one that another process sweeps into, a place that cannot be written.
 */
export async function openSweepFolder(
  target: string,
  plan: SweepPlan,
  options: FolderOptions,
): Promise<SweepFolder> {
  const cannot = `cannot write the results to ${target}`;
  const path = await realTarget(resolve(target), cannot);
  if (!relative(path, process.cwd()).startsWith('..')) {
    throw new UserError(
      `${cannot}: it holds the working directory`,
      'name a folder for the results alone with --out',
    );
  }
  await refuseForeign(path, cannot);
  compare(path, plan, options, cannot);
  try {
    await makeFolders(path);
  } catch (error) {
    throw systemFailure(cannot, error);
  }
  const lock = lockFolder(path);
  try {
    // Another sweep may have come and gone while this one waited for nothing but its turn.
    const before = compare(path, plan, options, cannot);
    removeUnfinished(path);
    return { target, path, before, release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function refuseForeign(path: string, cannot: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) {
      throw new UserError(`${cannot}: it is a file`, 'name a folder with --out, or move the file');
    }
    // A first start may have been killed between its folder and its manifest: the lock alone is no foreign file.
    if (readSweepManifest(path) !== null) return;
    const isOurs = (name: string) => name === lockFile || isUnfinished(name);
    const names = (await readdir(path)).filter((name) => !isOurs(name) && name !== pointsFolder);
    const points = await readdir(join(path, pointsFolder)).catch(() => []);
    const isPoint = (name: string) => /^[0-9a-f]{16}$/.test(name) || isUnfinished(name);
    if (names.length === 0 && points.every(isPoint)) return;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (systemErrorCode(error) === 'ENOENT') return;
    throw systemFailure(cannot, error);
  }
  const wasOurs = existsSync(join(path, planName)) && existsSync(join(path, pointsFolder));
  throw new UserError(
    `${cannot}: the folder exists and is not the result of a sweep`,
    wasOurs
      ? `if its ${manifestName} was lost, keep only ${pointsFolder}/ there and run again: what is finished is found`
      : 'name another one with --out; nothing in it was touched',
  );
}

/** What the folder held before; refuses what is not this sweep. */
function compare(
  path: string,
  plan: SweepPlan,
  { shard, resume }: FolderOptions,
  cannot: string,
): SweepFolder['before'] {
  const manifest = readSweepManifest(path);
  if (manifest === null) return 'none';
  if (manifest.name !== plan.name) {
    throw new UserError(
      `${cannot}: it holds the results of another sweep, ${manifest.name}`,
      'name another folder with --out; nothing in it was touched',
    );
  }
  if (shardText(manifest.shard) !== shardText(shard)) {
    throw new UserError(
      `${cannot}: it holds ${shardText(manifest.shard)} of this sweep, not ${shardText(shard)}`,
      'name a folder for each shard with --out, and put them together with tailwatt merge',
    );
  }
  if (manifest.sweepHash === sweepHash(plan)) return 'same';
  if (!resume) return 'edited';
  throw new UserError(
    `cannot resume ${path}: the sweep, its scenario or Tailwatt has changed since it began`,
    'run it without --resume: points that are still the same are not run again',
  );
}

const shardText = (shard: Shard | null) =>
  shard === null ? 'the whole' : `shard ${shard.index}/${shard.count}`;

/** The manifest of a sweep's folder; null where the folder is none. */
export function readSweepManifest(folder: string): SweepManifest | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    if (typeof manifest !== 'object' || manifest === null) return null;
    const { tool, kind, name, failures, shard } = manifest as Partial<SweepManifest>;
    const isWhole =
      typeof name === 'string' &&
      Array.isArray(failures) &&
      failures.every(isFailure) &&
      isShard(shard);
    const isOurs = tool === manifestTool && kind === 'sweep' && isWhole;
    return isOurs ? (manifest as SweepManifest) : null;
  } catch {
    return null;
  }
}

function isFailure(value: unknown): value is FailedReplication {
  if (typeof value !== 'object' || value === null) return false;
  const { point, replication, kind, message } = value as Partial<FailedReplication>;
  const areNumbers = typeof point === 'number' && typeof replication === 'number';
  return areNumbers && typeof kind === 'string' && typeof message === 'string';
}

function isShard(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { index, count } = value as Partial<Shard>;
  return typeof index === 'number' && typeof count === 'number';
}

/** The plan of a sweep's folder; null where it is missing, damaged, or not the one that the manifest names. */
export function readPlan(folder: string, { sweepHash: hash }: SweepManifest): SweepPlan | null {
  try {
    const plan = JSON.parse(readFileSync(join(folder, planName), 'utf8')) as SweepPlan;
    return sweepHash(plan) === hash ? plan : null;
  } catch {
    return null;
  }
}

/**
 * Marks the folder: the manifest first, because it is what makes a folder a sweep's. A process that is killed between the
 * two leaves a manifest without its plan, which the next start writes.
 */
export function writePlan(folder: string, plan: SweepPlan, manifest: SweepManifest): void {
  writeManifest(folder, manifest);
  writeFileAtomically(join(folder, planName), `${JSON.stringify(plan)}\n`);
}

export function writeManifest(folder: string, manifest: SweepManifest): void {
  writeFileAtomically(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

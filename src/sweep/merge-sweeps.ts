import { readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { systemFailure, UserError } from '../run/user-error.ts';
import { sweepTableBytes } from './assemble.ts';
import { writeFrontier } from './frontier-file.ts';
import type { Part } from './part.ts';
import type { PlannedPoint, SweepPlan } from './plan.ts';
import { hasPointFolder, lostPart, pointFileNames } from './point-folder.ts';
import { createResultReader, createRowReader } from './replication-row.ts';
import { Schedule } from './schedule.ts';
import { lenderOf, openPartStore, type PartStore } from './store.ts';
import {
  openSweepFolder,
  readPlan,
  readSweepManifest,
  writeManifest,
  writePlan,
} from './sweep-folder.ts';
import { type FailedReplication, type SweepManifest, sweepTableName } from './sweep-manifest.ts';
import { createStopReader } from './sweep-work.ts';

export interface MergeOptions {
  /** Folder of the result. Default: `results/<name>`. */
  readonly out?: string | undefined;
}

export interface MergeResult {
  readonly folder: string;
  readonly name: string;
  readonly points: number;
  readonly replications: number;
  readonly failures: readonly FailedReplication[];
}

/** A shard's folder, open for reading. */
interface ShardFolder {
  readonly folder: string;
  readonly manifest: SweepManifest;
  readonly plan: SweepPlan;
  readonly store: PartStore;
}

/** Points that are missing are named up to this many. */
const mostNamed = 10;

/**
 * Puts the shards of a sweep together: the tables are the same bytes as those of one run over all points. Shards may
 * overlap. Refused with a UserError: a folder that is no sweep's, shards of different sweeps, points that none of them
 * has finished.
 */
export async function mergeSweeps(
  folders: readonly string[],
  options: MergeOptions = {},
): Promise<MergeResult> {
  const shards = folders.map(openShard);
  const [first] = shards;
  if (first === undefined)
    throw new UserError('there is nothing to merge', 'name the folders of the shards');
  refuseOthers(first, shards);
  const { plan } = first;
  const target = options.out ?? `results/${plan.name}`;
  refuseTarget(target, shards);
  const { schedule, failures } = takeStock(plan, shards);
  const folder = await openSweepFolder(target, plan, { shard: null, resume: false });
  try {
    if (folder.before === 'edited') {
      throw new UserError(
        `${target} holds another edition of this sweep`,
        'name another folder with --out; nothing in it was touched',
      );
    }
    const manifest = (rest: Partial<SweepManifest>): SweepManifest => ({
      ...first.manifest,
      shard: null,
      finished: plan.points.length,
      failures,
      workers: 0,
      wallSeconds: shards.reduce((sum, shard) => sum + shard.manifest.wallSeconds, 0),
      tables: [],
      ...rest,
    });
    writePlan(folder.path, plan, manifest({ status: 'running', finished: 0 }));
    const store = openPartStore(
      folder.path,
      shards.map(({ folder: from }) => lenderOf(from)),
    );
    const readRow = createRowReader(plan.workloads);
    const hasFailed = (point: number, replication: number) =>
      failures.some((each) => each.point === point && each.replication === replication);
    for (const point of schedule.points) {
      const { id } = pointOf(plan, point);
      const whole = Array.from({ length: schedule.replicationsOf(point) }, (_, each) => each);
      const good = whole.filter((replication) => !hasFailed(point, replication));
      for (const replication of good) bringPart(store, id, replication);
      bringTables(store, id, good, shards);
    }
    const rowOf = (point: number, replication: number) => {
      if (hasFailed(point, replication)) return null;
      const part = store.read(pointOf(plan, point).id, replication);
      if (part === null) throw lostPart(store.folderOf(pointOf(plan, point).id));
      return readRow(part);
    };
    const replicationsOf = (point: number) => schedule.replicationsOf(point);
    const bytes = writeFileAtomically(
      join(folder.path, sweepTableName),
      sweepTableBytes({ plan, points: schedule.points, replicationsOf, rowOf }),
    );
    const readResult = createResultReader(plan.workloads);
    const points = schedule.points.map((point) => ({
      point: pointOf(plan, point),
      replications: Array.from({ length: replicationsOf(point) }, (_, replication) =>
        readResult(rowOf(point, replication)),
      ),
    }));
    const tables = [{ table: 'sweep', file: sweepTableName, bytes }];
    writeManifest(folder.path, manifest({ status: 'completed', tables }));
    await writeFrontier(folder.path, { ...plan, points, planned: plan.points.length });
  } finally {
    folder.release();
  }
  return {
    folder: target,
    name: plan.name,
    points: plan.points.length,
    replications: schedule.progress.done,
    failures,
  };
}

function openShard(folder: string): ShardFolder {
  const manifest = readSweepManifest(folder);
  if (manifest === null) {
    throw new UserError(
      `${folder} is not the result of a sweep`,
      'name the folders that tailwatt sweep --shard has written',
    );
  }
  const plan = readPlan(folder, manifest);
  if (plan === null) {
    throw new UserError(
      `${folder}: its sweep.json is missing or damaged`,
      'run that shard again: what it has finished is kept',
    );
  }
  return { folder, manifest, plan, store: openPartStore(folder, []) };
}

/** A folder cannot be put together into itself; and a plan from elsewhere does not choose a place by its name. */
function refuseTarget(target: string, shards: readonly ShardFolder[]): void {
  const fix = 'name another folder with --out; nothing was touched';
  if (shards.some(({ plan }) => /[/\\]|^\.*$/.test(plan.name))) {
    throw new UserError('the name of the sweep is no name of a folder', fix);
  }
  const real = (path: string) => {
    try {
      return realpathSync(path);
    } catch {
      return resolve(path);
    }
  };
  const within = (folder: string) => !/^\.\.(?:[/\\]|$)/.test(relative(folder, real(target)));
  const same = shards.find(({ folder }) => within(real(folder)));
  if (same === undefined) return;
  throw new UserError(`${target} is one of the folders to be merged, or in one`, fix);
}

function refuseOthers(first: ShardFolder, shards: readonly ShardFolder[]): void {
  const others = shards.filter(({ manifest }) => manifest.sweepHash !== first.manifest.sweepHash);
  if (others.length === 0) return;
  const names = others.map(({ folder, manifest }) => `${folder} (${manifest.name})`).join(', ');
  throw new UserError(
    `these are not shards of one sweep: ${names} differ from ${first.folder} (${first.manifest.name})`,
    'run every shard with the same sweep file, scenario, seed and version of Tailwatt',
  );
}

interface Stock {
  /** Fed with every replication that counts. */
  readonly schedule: Schedule;
  readonly failures: readonly FailedReplication[];
}

/** Finds every replication of every point; refuses when some are nowhere. */
function takeStock(plan: SweepPlan, shards: readonly ShardFolder[]): Stock {
  const schedule = new Schedule(plan, null);
  const readRow = createRowReader(plan.workloads);
  const stopValue = createStopReader(plan);
  const failures: FailedReplication[] = [];
  const missing = new Set<number>();
  for (let task = schedule.take(); task !== null; task = schedule.take()) {
    const { point, replication } = task;
    const found = find(pointOf(plan, point).id, replication, shards);
    const failure = shards
      .flatMap(({ manifest }) => manifest.failures)
      .find((each) => each.point === point && each.replication === replication);
    if (found !== null) {
      const { status } = found.summary;
      const value = stopValue(readRow(found));
      schedule.accept(task, { status: status === 'overloaded' ? status : 'completed', value });
    } else {
      if (failure === undefined) missing.add(point);
      else failures.push(failure);
      schedule.accept(task, { status: 'failed', value: Number.NaN });
    }
  }
  if (missing.size === 0) return { schedule, failures };
  const named = [...missing].slice(0, mostNamed).join(', ');
  const more = missing.size > mostNamed ? ' and others' : '';
  throw new UserError(
    `${missing.size} of ${plan.points.length} points are in none of the folders, or not whole: ${named}${more}`,
    'finish their shards with tailwatt sweep --shard i/n --resume, and name all of them',
  );
}

function find(id: string, replication: number, shards: readonly ShardFolder[]): Part | null {
  for (const { store } of shards) {
    const part = store.read(id, replication);
    if (part !== null) return part;
  }
  return null;
}

function pointOf({ points }: SweepPlan, index: number): PlannedPoint {
  const point = points[index];
  if (point === undefined) throw new RangeError(`the sweep has no point ${index}`);
  return point;
}

/** Copies a replication from whichever shard has it. */
function bringPart(store: PartStore, id: string, replication: number): void {
  const found = store.find(id, replication);
  if (found.kind !== 'part') throw lostPart(store.folderOf(id));
}

/**
 * Copies the tables of a point, the manifest last, from a shard that has them of all its replications. Where none has
 * (its replications come from several), the point is left without: every figure is in sweep.arrow.
 */
function bringTables(
  store: PartStore,
  id: string,
  replications: readonly number[],
  shards: readonly ShardFolder[],
): void {
  const home = shards.find((shard) => hasPointFolder(shard.store.folderOf(id), replications));
  if (home === undefined) return;
  const from = home.store.folderOf(id);
  try {
    const files = pointFileNames.map((file) => ({ file, bytes: readFileSync(join(from, file)) }));
    store.writeFiles(id, files);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw systemFailure(`cannot copy ${from}`, error);
  }
}

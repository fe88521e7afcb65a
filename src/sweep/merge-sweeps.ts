import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { systemFailure, UserError } from '../run/user-error.ts';
import { createRowReader, sweepTableBytes } from './assemble.ts';
import type { Part } from './part.ts';
import type { SweepPlan } from './plan.ts';
import { Schedule } from './schedule.ts';
import { openPartStore, type PartStore } from './store.ts';
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
  const { schedule, failures, homes } = takeStock(plan, shards);
  const target = options.out ?? `results/${plan.name}`;
  const folder = await openSweepFolder(target, plan, { shard: null, resume: false });
  try {
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
    await writePlan(folder.path, plan, manifest({ status: 'running', finished: 0 }));
    const store = openPartStore(folder.path);
    const readRow = createRowReader(plan.workloads);
    for (const [id, home] of homes) await copyPoint(home.store.folderOf(id), store.folderOf(id));
    const bytes = await writeFileAtomically(
      join(folder.path, sweepTableName),
      sweepTableBytes({
        plan,
        points: schedule.points,
        replicationsOf: (point) => schedule.replicationsOf(point),
        rowOf: (point, replication) => {
          const part = store.read(plan.points[point]?.id ?? '', replication);
          return part === null ? null : readRow(part);
        },
      }),
    );
    const tables = [{ table: 'sweep', file: sweepTableName, bytes }];
    await writeManifest(folder.path, manifest({ status: 'completed', tables }));
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
  /** The shard that has each point, by the point's identity. */
  readonly homes: ReadonlyMap<string, ShardFolder>;
}

/** Finds every replication of every point; refuses when some are nowhere. */
function takeStock(plan: SweepPlan, shards: readonly ShardFolder[]): Stock {
  const schedule = new Schedule(plan, null);
  const stopValue = createStopReader(plan);
  const failures: FailedReplication[] = [];
  const homes = new Map<string, ShardFolder>();
  const missing = new Set<number>();
  for (let task = schedule.take(); task !== null; task = schedule.take()) {
    const { point, replication } = task;
    const { id } = plan.points[point] ?? { id: '' };
    const home = homes.get(id);
    const found = find(id, replication, home === undefined ? shards : [home, ...shards]);
    const failure = shards
      .flatMap(({ manifest }) => manifest.failures)
      .find((each) => each.point === point && each.replication === replication);
    if (found !== null) {
      homes.set(id, found.shard);
      const { status } = found.part.summary;
      const value = stopValue(found.part);
      schedule.accept(task, { status: status === 'overloaded' ? status : 'completed', value });
    } else {
      if (failure === undefined) missing.add(point);
      else failures.push(failure);
      schedule.accept(task, { status: 'failed', value: Number.NaN });
    }
  }
  if (missing.size === 0) return { schedule, failures, homes };
  const named = [...missing].slice(0, mostNamed).join(', ');
  const more = missing.size > mostNamed ? ' and others' : '';
  throw new UserError(
    `${missing.size} of ${plan.points.length} points are in none of the folders, or not whole: ${named}${more}`,
    'finish their shards with tailwatt sweep --shard i/n --resume, and name all of them',
  );
}

function find(
  id: string,
  replication: number,
  shards: readonly ShardFolder[],
): { readonly part: Part; readonly shard: ShardFolder } | null {
  for (const shard of shards) {
    const part = shard.store.read(id, replication);
    if (part !== null) return { part, shard };
  }
  return null;
}

async function copyPoint(from: string, to: string): Promise<void> {
  try {
    await cp(from, to, { recursive: true });
  } catch (error) {
    throw systemFailure(`cannot copy ${from} to ${to}`, error);
  }
}

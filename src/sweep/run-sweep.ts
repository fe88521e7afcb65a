import { join } from 'node:path';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { manifestTool } from '../run/results-folder.ts';
import { sweepTableBytes } from './assemble.ts';
import { writeFrontier } from './frontier-file.ts';
import { sweepHash } from './identity.ts';
import type { LoadedSweep } from './load-sweep.ts';
import type { SweepPlan } from './plan.ts';
import type { PoolOptions } from './pool.ts';
import type { Shard } from './shard.ts';
import { removeUnfinished } from './store.ts';
import { openSweepFolder, type SweepFolder, writeManifest, writePlan } from './sweep-folder.ts';
import { type FailedReplication, type SweepManifest, sweepTableName } from './sweep-manifest.ts';
import { type PointResult, type SweepProgress, SweepWork } from './sweep-work.ts';

export interface RunSweepOptions extends PoolOptions {
  /** Folder of the results. Default: `results/<name>`, with `-shard-i-of-n` behind it for a shard. */
  readonly out?: string | undefined;
  readonly shard?: Shard | undefined;
  /** Refuses to begin another edition of the sweep that the folder holds. */
  readonly resume?: boolean | undefined;
  /** Stops the sweep; what is finished is kept. */
  readonly signal?: AbortSignal | undefined;
  /** Told what somebody should know while it runs. */
  readonly onNote?: ((text: string) => void) | undefined;
  readonly onPoint?: ((point: PointResult) => void) | undefined;
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
}

export interface SweepResult {
  readonly name: string;
  readonly sweepHash: string;
  readonly columns: SweepPlan['columns'];
  readonly status: 'completed' | 'interrupted';
  readonly folder: string;
  /** Finished ones, in design order. */
  readonly points: readonly PointResult[];
  /** Points of the design, or of the shard. */
  readonly planned: number;
  readonly replications: SweepProgress['replications'];
  readonly failures: readonly FailedReplication[];
  /** What was said of the files when they were read. */
  readonly warnings: readonly string[];
  readonly wallSeconds: number;
  readonly workers: number;
  /** Share of the wall time in which the main thread was busy. */
  readonly mainThreadShare: number;
}

/**
 * Runs every point of a sweep that is not on the disk yet, and writes sweep.arrow, frontier.svg and a folder for each point. Whatever
 * is finished is on the disk before it counts: after a crash the same call goes on where it stood, and ends in the same
 * tables, whatever the number of workers was and in whatever order they finished.
 *
 * Rejects with a UserError for a folder that cannot be used or a disk that takes no more; a replication that cannot be
 * run is a failure in the result.
 */
export async function runSweep(
  sweep: LoadedSweep,
  options: RunSweepOptions = {},
): Promise<SweepResult> {
  const began = performance.now();
  const idle = performance.eventLoopUtilization();
  const { plan } = sweep;
  const shard = options.shard ?? null;
  const target = options.out ?? `results/${plan.name}${shardSuffix(shard)}`;
  const folder = await openSweepFolder(target, plan, { shard, resume: options.resume === true });
  try {
    announce(folder, options);
    const wallSeconds = () => (performance.now() - began) / 1000;
    const work = new SweepWork(sweep, shard, folder.path, options);
    const manifest = (rest: Changing) =>
      manifestOf(sweep, shard, { ...rest, wallSeconds: wallSeconds() });
    const start = { status: 'running', finished: 0, failures: [], workers: 0, tables: [] } as const;
    writePlan(folder.path, plan, manifest(start));
    const status = (await work.run()) ? 'completed' : 'interrupted';
    if (work.withoutFigure > 0) {
      const where = `at ${work.withoutFigure} of ${plan.points.length} points`;
      const metric = plan.stop?.metric;
      options.onNote?.(`${metric} is null ${where}: the stop rule ends them with their first runs`);
    }
    const { failures, workers } = work;
    const points = work.finishedPoints();
    const tables = [writeTable(folder.path, sweep, work, points)];
    const finished = points.length;
    writeManifest(folder.path, manifest({ status, finished, failures, workers, tables }));
    // last: a sweep is whole without its picture
    await writeFrontier(folder.path, { ...plan, points, planned: plan.points.length });
    return {
      name: plan.name,
      sweepHash: sweepHash(plan),
      columns: plan.columns,
      status,
      folder: target,
      points,
      planned: work.progress().points.all,
      replications: work.progress().replications,
      failures,
      warnings: messagesOf(sweep),
      wallSeconds: wallSeconds(),
      workers,
      mainThreadShare: performance.eventLoopUtilization(idle).utilization,
    };
  } finally {
    // Workers that were ended may have left some.
    removeUnfinished(folder.path);
    folder.release();
  }
}

export function shardSuffix(shard: Shard | null): string {
  return shard === null ? '' : `-shard-${shard.index}-of-${shard.count}`;
}

function announce(folder: SweepFolder, { onNote, resume }: RunSweepOptions): void {
  if (folder.before === 'edited') {
    onNote?.(
      `${folder.target} holds an earlier edition of this sweep: points that are the same are kept`,
    );
  }
  if (folder.before === 'none' && resume === true) {
    onNote?.(`there is nothing to resume in ${folder.target}: the sweep begins`);
  }
}

function writeTable(
  folder: string,
  { plan }: LoadedSweep,
  work: SweepWork,
  points: readonly PointResult[],
): SweepManifest['tables'][number] {
  const bytes = writeFileAtomically(
    join(folder, sweepTableName),
    sweepTableBytes({
      plan,
      points: points.map(({ point }) => point.index),
      replicationsOf: (point) => work.replicationsOf(point),
      rowOf: (point, replication) => work.rowOf(point, replication),
    }),
  );
  return { table: 'sweep', file: sweepTableName, bytes };
}

type Changing = Pick<SweepManifest, 'status' | 'finished' | 'failures' | 'workers' | 'tables'>;

export function manifestOf(
  sweep: Pick<LoadedSweep, 'plan' | 'file' | 'warnings'>,
  shard: Shard | null,
  changing: Changing & Pick<SweepManifest, 'wallSeconds'>,
): SweepManifest {
  const { plan, file } = sweep;
  const { name, description, version, scenarioHash, seed, design, replications, stop } = plan;
  return {
    tool: manifestTool,
    kind: 'sweep',
    name,
    description,
    version,
    node: process.version,
    sweepHash: sweepHash(plan),
    scenarioHash,
    seed,
    file,
    shard,
    design,
    replications,
    stop,
    axes: plan.columns.map(({ path, unit }) => ({ column: path, path, unit })),
    workloads: plan.workloads,
    points: plan.points.length,
    warnings: messagesOf(sweep),
    ...changing,
  };
}

function messagesOf({ warnings }: Pick<LoadedSweep, 'warnings'>): readonly string[] {
  return warnings.map(({ message }) => message);
}

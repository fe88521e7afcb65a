import { availableParallelism } from 'node:os';
import { metricColumns } from '../record/tables/metrics.ts';
import type { ReplicationResult } from '../summary/best-points.ts';
import type { Failure } from './job.ts';
import type { LoadedSweep } from './load-sweep.ts';
import type { PlannedPoint, SweepPlan } from './plan.ts';
import { hasPointFolder, lostPart, writePointFolder } from './point-folder.ts';
import { createPool, type JobPool, type PoolOptions } from './pool.ts';
import { createJobMaker } from './prepare-job.ts';
import { createResultReader, createRowReader, type ReplicationRow } from './replication-row.ts';
import { Schedule, type Task } from './schedule.ts';
import type { Shard } from './shard.ts';
import { openPartStore, type PartStore } from './store.ts';
import type { FailedReplication } from './sweep-manifest.ts';

export interface SweepProgress {
  readonly points: { readonly finished: number; readonly all: number };
  readonly replications: {
    readonly done: number;
    /** Of them, those that were on the disk. */
    readonly found: number;
    /** Altogether, as far as can be told. */
    readonly expected: number;
  };
  readonly failures: number;
  /** Replications in progress, in replications. */
  readonly underWay: number;
}

/** A finished point, with the headline metrics of each replication that counts. */
export interface PointResult {
  readonly point: PlannedPoint;
  readonly replications: readonly ReplicationResult[];
}

interface WorkOptions extends PoolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((text: string) => void) | undefined;
  readonly onPoint?: ((point: PointResult) => void) | undefined;
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
}

/** What became of a task. */
type Ending =
  | { readonly row: ReplicationRow }
  | { readonly failure: Failure }
  | { readonly stopped: true };

/** Reads what the stop rule looks at; NaN without one. */
export function createStopReader({ stop, workloads }: SweepPlan): (row: ReplicationRow) => number {
  if (stop === null) return () => Number.NaN;
  const column = metricColumns(workloads).findIndex(({ name }) => name === stop.column);
  return ({ metrics }) => metrics[column] ?? Number.NaN;
}

/** Rows that are kept in memory, of two kilobytes each; those beyond are read from the disk again. */
const mostRows = 20_000;

const keyOf = (id: string, replication: number) => `${id}/${replication}`;

/** Works through the points of a sweep: looks for parts on the disk, has the others made, puts them there. */
export class SweepWork {
  readonly #sweep: LoadedSweep;
  readonly #folder: string;
  readonly #store: PartStore;
  readonly #options: WorkOptions;
  readonly #schedule: Schedule;
  readonly #jobOf: ReturnType<typeof createJobMaker>;
  readonly #results = new Map<number, ReplicationResult[]>();
  readonly #readResult: ReturnType<typeof createResultReader>;
  readonly #readRow: ReturnType<typeof createRowReader>;
  /** Rows by {@link keyOf}, so that they are not read back for sweep.arrow. */
  readonly #rows = new Map<string, ReplicationRow>();
  readonly #stopValue: (row: ReplicationRow) => number;
  /** Tasks in progress, by what they compute: equal ones wait for each other. */
  readonly #making = new Map<string, Promise<Ending>>();
  readonly #failures: FailedReplication[] = [];
  #opening: Promise<JobPool> | null = null;
  #pool: JobPool | null = null;
  #found = 0;
  #stopped = false;

  constructor(sweep: LoadedSweep, shard: Shard | null, folder: string, options: WorkOptions) {
    this.#sweep = sweep;
    this.#folder = folder;
    this.#store = openPartStore(folder);
    this.#options = options;
    this.#schedule = new Schedule(sweep.plan, shard);
    this.#jobOf = createJobMaker(sweep, async (job) => {
      const pool = await this.#openedPool();
      return this.#stopped ? null : pool.settle(job);
    });
    this.#readRow = createRowReader(sweep.plan.workloads);
    this.#stopValue = createStopReader(sweep.plan);
    this.#readResult = createResultReader(sweep.plan.workloads);
  }

  /** Workers that were needed. */
  get workers(): number {
    return this.#pool?.workers ?? 0;
  }

  /** True when every point is finished, false when it was stopped. Rejects when the disk takes no more. */
  async run(): Promise<boolean> {
    const { signal } = this.#options;
    const stop = () => {
      this.#stopped = true;
      void this.#pool?.stop();
    };
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
    try {
      await this.#workThrough();
      return !this.#stopped;
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.#pool?.stop();
    }
  }

  /** Replications that count and could not be run, in order. */
  get failures(): readonly FailedReplication[] {
    return this.#failures
      .filter(({ point, replication }) => replication < this.#schedule.replicationsOf(point))
      .sort((a, b) => a.point - b.point || a.replication - b.replication);
  }

  /** Finished points, in design order. */
  finishedPoints(): readonly PointResult[] {
    return this.#schedule.points.flatMap((index) => this.#resultOf(index) ?? []);
  }

  replicationsOf(point: number): number {
    return this.#schedule.replicationsOf(point);
  }

  get withoutFigure(): number {
    return this.#schedule.withoutFigure;
  }

  /** What a replication of a finished point came to; null where it failed. */
  rowOf(point: number, replication: number): ReplicationRow | null {
    const { id } = this.#point(point);
    const kept = this.#rows.get(keyOf(id, replication));
    if (kept !== undefined) return kept;
    if (this.#results.get(point)?.[replication]?.status === 'failed') return null;
    const part = this.#store.read(id, replication);
    if (part === null) throw lostPart(this.#store.folderOf(id));
    return this.#readRow(part);
  }

  progress(): SweepProgress {
    const { points, finished, progress } = this.#schedule;
    return {
      points: { finished, all: points.length },
      replications: { ...progress, found: this.#found },
      failures: this.#failures.length,
      underWay: this.#pool?.progress() ?? 0,
    };
  }

  async #workThrough(): Promise<void> {
    const running = new Set<Promise<void>>();
    let broken: { readonly error: unknown } | null = null;
    for (;;) {
      const task = this.#stopped || broken !== null ? null : this.#schedule.take();
      if (task !== null) {
        const work = this.#do(task).catch((error: unknown) => {
          // A disk that takes no more ends the sweep; what is on it stays.
          broken ??= { error };
          void this.#pool?.stop();
        });
        running.add(work);
        void work.then(() => running.delete(work));
        if (running.size < (this.#pool?.width ?? 1)) continue;
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
    if (broken !== null) throw (broken as { readonly error: unknown }).error;
  }

  async #do(task: Task): Promise<void> {
    const point = this.#point(task.point);
    const key = keyOf(point.id, task.replication);
    const making = this.#making.get(key) ?? this.#make(point, task.replication);
    this.#making.set(key, making);
    const ending = await making;
    this.#making.delete(key);
    if ('stopped' in ending) return;
    await this.#accept(task, ending);
  }

  async #make(point: PlannedPoint, replication: number): Promise<Ending> {
    const found = this.#store.find(point.id, replication);
    if (found.kind === 'part') {
      this.#found += 1;
      return { row: this.#readRow(found.part) };
    }
    if (found.kind === 'broken') {
      this.#options.onNote?.(`${found.path}: ${found.reason}; it is run again`);
    }
    const made = await this.#jobOf(point);
    if (made?.ok === false) return made;
    const pool = await this.#openedPool();
    const stopped = made === null || this.#stopped;
    const result = stopped ? null : await pool.run({ ...made.job, replication });
    return result ?? { stopped: true };
  }

  async #openedPool(): Promise<JobPool> {
    this.#opening ??= this.#openPool();
    this.#pool = await this.#opening;
    return this.#pool;
  }

  /** A pool with no more workers than there is work for. */
  #openPool(): Promise<JobPool> {
    const { done, expected } = this.#schedule.progress;
    const wanted = this.#options.workers ?? availableParallelism();
    return createPool(this.#folder, {
      ...this.#options,
      workers: Math.min(wanted, Math.max(1, expected - done)),
    });
  }

  async #accept(task: Task, ending: Exclude<Ending, { readonly stopped: true }>): Promise<void> {
    const result = this.#resultFrom(task, ending);
    const results = this.#results.get(task.point) ?? [];
    results[task.replication] = result;
    this.#results.set(task.point, results);
    if ('failure' in ending) this.#failures.push({ ...task, ...ending.failure });
    const value = 'failure' in ending ? Number.NaN : this.#stopValue(ending.row);
    const { status } = result;
    if (this.#schedule.accept(task, { status, value })) await this.#finish(task.point);
    this.#options.onProgress?.(this.progress());
  }

  #resultFrom(
    { point, replication }: Task,
    ending: Exclude<Ending, { readonly stopped: true }>,
  ): ReplicationResult {
    if ('failure' in ending) return this.#readResult(null);
    const { row } = ending;
    if (this.#rows.size < mostRows) this.#rows.set(keyOf(this.#point(point).id, replication), row);
    return this.#readResult(row);
  }

  /** Makes the folder of a point, unless it is there, and tells of the point. */
  async #finish(index: number): Promise<void> {
    const point = this.#point(index);
    const count = this.#schedule.replicationsOf(index);
    const results = (this.#results.get(index) ?? []).slice(0, count);
    const replications = [...results.entries()].flatMap(([at, { status }]) =>
      status === 'failed' ? [] : [at],
    );
    if (!hasPointFolder(this.#store.folderOf(point.id), replications)) {
      const { plan, traces } = this.#sweep;
      const loaded = this.#sweep.scenarioOf(index);
      const traceFiles = (await traces.filesOf(loaded.scenario)).map(
        ({ rows: _, ...file }) => file,
      );
      const { version, workloads } = plan;
      const { scenarioHash } = point;
      const finished = {
        id: point.id,
        plan: { version, workloads },
        scenarioHash,
        loaded,
        traceFiles,
        replications,
      };
      if (this.#pool === null) writePointFolder(this.#store, finished);
      else if (!(await this.#pool.fold(finished))) return;
    }
    const result = this.#resultOf(index);
    if (result !== null) this.#options.onPoint?.(result);
  }

  #resultOf(index: number): PointResult | null {
    const count = this.#schedule.replicationsOf(index);
    if (count === 0) return null;
    const replications = (this.#results.get(index) ?? []).slice(0, count);
    return { point: this.#point(index), replications };
  }

  #point(index: number): PlannedPoint {
    const point = this.#sweep.plan.points[index];
    if (point === undefined) throw new RangeError(`the sweep has no point ${index}`);
    return point;
  }
}

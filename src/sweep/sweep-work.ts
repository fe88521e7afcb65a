import { availableParallelism } from 'node:os';
import { metricColumns } from '../record/tables/metrics.ts';
import type { ReplicationResult } from '../summary/best-points.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import { createMetricReader } from '../summary/metric-values.ts';
import { createRowReader, type ReplicationRow } from './assemble.ts';
import type { Failure } from './job.ts';
import type { LoadedSweep } from './load-sweep.ts';
import { decodePart, type Part } from './part.ts';
import type { PlannedPoint, SweepPlan } from './plan.ts';
import { hasPointFolder, pointFiles } from './point-folder.ts';
import { createPool, type JobPool, type PoolOptions } from './pool.ts';
import { createJobMaker } from './prepare-job.ts';
import { Schedule, type Task } from './schedule.ts';
import type { Shard } from './shard.ts';
import type { PartStore } from './store.ts';
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
type Ending = { readonly part: Part } | { readonly failure: Failure } | { readonly stopped: true };

/** Reads what the stop rule looks at; NaN without one. */
export function createStopReader({ stop, workloads }: SweepPlan): (part: Part) => number {
  if (stop === null) return () => Number.NaN;
  const read = createMetricReader(workloads);
  const column = metricColumns(workloads).findIndex(({ name }) => name === stop.column);
  return ({ summary }) => read(summary)[column] ?? Number.NaN;
}

/** Rows that are kept in memory, of two kilobytes each; those beyond are read from the disk again. */
const mostRows = 20_000;

const keyOf = (id: string, replication: number) => `${id}/${replication}`;

/** Works through the points of a sweep: looks for parts on the disk, has the others made, puts them there. */
export class SweepWork {
  readonly #sweep: LoadedSweep;
  readonly #store: PartStore;
  readonly #options: WorkOptions;
  readonly #schedule: Schedule;
  readonly #makeJob: ReturnType<typeof createJobMaker>;
  readonly #results = new Map<number, ReplicationResult[]>();
  /** Parts of points that are not finished, null where one failed. */
  readonly #parts = new Map<number, (Part | null)[]>();
  readonly #headline: readonly number[];
  readonly #readRow: ReturnType<typeof createRowReader>;
  /** Rows by {@link keyOf}, so that they are not read back for sweep.arrow. */
  readonly #rows = new Map<string, ReplicationRow>();
  readonly #stopValue: (part: Part) => number;
  /** Tasks in progress, by what they compute: equal ones wait for each other. */
  readonly #making = new Map<string, Promise<Ending>>();
  readonly #failures: FailedReplication[] = [];
  #opening: Promise<JobPool> | null = null;
  #pool: JobPool | null = null;
  #found = 0;
  #stopped = false;

  constructor(sweep: LoadedSweep, shard: Shard | null, store: PartStore, options: WorkOptions) {
    this.#sweep = sweep;
    this.#store = store;
    this.#options = options;
    this.#schedule = new Schedule(sweep.plan, shard);
    this.#makeJob = createJobMaker(sweep);
    this.#readRow = createRowReader(sweep.plan.workloads);
    this.#stopValue = createStopReader(sweep.plan);
    const columns = metricColumns(sweep.plan.workloads).map(({ name }) => name);
    this.#headline = shownMetrics.map(({ name }) => columns.indexOf(name));
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

  /** What a replication of a finished point came to; null where it failed. */
  rowOf(point: number, replication: number): ReplicationRow | null {
    const { id } = this.#point(point);
    const kept = this.#rows.get(keyOf(id, replication));
    if (kept !== undefined) return kept;
    if (this.#results.get(point)?.[replication]?.status === 'failed') return null;
    const part = this.#store.read(id, replication);
    return part === null ? null : this.#readRow(part);
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
        if (running.size < this.#width()) continue;
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
    if (broken !== null) throw (broken as { readonly error: unknown }).error;
  }

  #width(): number {
    return this.#pool?.width ?? 1;
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
    const found = await this.#store.find(point.id, replication);
    if (found.kind === 'part') {
      this.#found += 1;
      return found;
    }
    if (found.kind === 'broken') {
      this.#options.onNote?.(`${found.path}: ${found.reason}; it is run again`);
    }
    const job = await this.#makeJob(point, replication);
    this.#opening ??= this.#openPool();
    this.#pool = await this.#opening;
    const result = this.#stopped ? null : await this.#pool.run(job);
    if (result === null) return { stopped: true };
    if (!result.ok) return { failure: result.failure };
    await this.#store.write(point.id, replication, result.part, result.tables);
    const part = decodePart(result.part, point.id, replication);
    if (typeof part === 'string') return { failure: { kind: 'error', message: part } };
    return { part };
  }

  /** A pool with no more workers than there is work for. */
  #openPool(): Promise<JobPool> {
    const { done, expected } = this.#schedule.progress;
    const wanted = this.#options.workers ?? availableParallelism();
    return createPool({
      ...this.#options,
      workers: Math.min(wanted, Math.max(1, expected - done)),
    });
  }

  async #accept(task: Task, ending: Exclude<Ending, { readonly stopped: true }>): Promise<void> {
    const result = this.#resultFrom(task, ending);
    const results = this.#results.get(task.point) ?? [];
    results[task.replication] = result;
    this.#results.set(task.point, results);
    const parts = this.#parts.get(task.point) ?? [];
    parts[task.replication] = 'failure' in ending ? null : ending.part;
    this.#parts.set(task.point, parts);
    if ('failure' in ending) this.#failures.push({ ...task, ...ending.failure });
    const value = 'failure' in ending ? Number.NaN : this.#stopValue(ending.part);
    const { status } = result;
    if (this.#schedule.accept(task, { status, value })) await this.#finish(task.point);
    this.#options.onProgress?.(this.progress());
  }

  #resultFrom(
    { point, replication }: Task,
    ending: { readonly part: Part } | { readonly failure: Failure },
  ): ReplicationResult {
    if ('failure' in ending) {
      return { status: 'failed', metrics: this.#headline.map(() => Number.NaN) };
    }
    const row = this.#readRow(ending.part);
    if (this.#rows.size < mostRows) this.#rows.set(keyOf(this.#point(point).id, replication), row);
    const metrics = this.#headline.map((column) => row.metrics[column] ?? Number.NaN);
    return { status: row.status === 'overloaded' ? 'overloaded' : 'completed', metrics };
  }

  /** Makes the folder of a point, unless it is there, and tells of the point. */
  async #finish(index: number): Promise<void> {
    const point = this.#point(index);
    const count = this.#schedule.replicationsOf(index);
    const parts = (this.#parts.get(index) ?? []).slice(0, count);
    this.#parts.delete(index);
    const replications = [...parts.entries()].flatMap(([at, part]) =>
      part === null || part === undefined ? [] : [{ index: at, summary: part.summary }],
    );
    if (!hasPointFolder(this.#store.folderOf(point.id), replications.length)) {
      const { plan, traces } = this.#sweep;
      const loaded = this.#sweep.scenarioOf(index);
      const traceFiles = (await traces.filesOf(loaded.scenario)).map(
        ({ rows: _, ...file }) => file,
      );
      const { version, workloads } = plan;
      const { scenarioHash } = point;
      const finished = {
        plan: { version, workloads },
        scenarioHash,
        loaded,
        traceFiles,
        replications,
      };
      const files = this.#pool === null ? pointFiles(finished) : await this.#pool.fold(finished);
      if (files === null) return;
      await this.#store.writeFiles(point.id, files);
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

import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../run/user-error.ts';
import {
  type DiskRefusal,
  type Failure,
  type Job,
  type JobInWorker,
  outOfMemoryCode,
  type SavedResult,
  type SettledJob,
} from './job.ts';
import { type FinishedPoint, writePointFolder } from './point-folder.ts';
import { createPulses, type Pulse, pulseAt } from './pulse.ts';
import type { ReplicationRow } from './replication-row.ts';
import { openPartStore } from './store.ts';
import type { PointInWorker } from './worker.ts';

interface FailedJob {
  readonly ok: false;
  readonly failure: Failure;
}

/** What became of a job: its part and tables are on the disk, or it cannot be run. */
export type PoolResult = { readonly ok: true; readonly row: ReplicationRow } | FailedJob;

/**
 * Runs jobs on worker threads. A result is a value: nothing that befalls a job or its worker is thrown. Only a disk that
 * takes no more is, as a {@link UserError}.
 */
export interface JobPool {
  readonly workers: number;
  /** Jobs that are handed over at once: enough that no worker waits for the main thread. */
  readonly width: number;
  /** Resolves to null when the pool was stopped before the job ended. */
  run(job: Job): Promise<PoolResult | null>;
  /** Makes the pilot runs of a job's point. Resolves to null when the pool was stopped. */
  settle(job: Job): Promise<SettledJob | null>;
  /** Writes the files of a finished point's folder. Resolves to false when the pool was stopped. */
  fold(finished: FinishedPoint): Promise<boolean>;
  /** Share of the running jobs that is done, in jobs. */
  progress(): number;
  /** Ends all workers at once. */
  stop(): Promise<void>;
}

export interface PoolOptions {
  /** Default: as many as there are cores. */
  readonly workers?: number | undefined;
  /** Wall seconds that one replication may take; default: no limit. */
  readonly mostSeconds?: number | undefined;
  /** Wall seconds without any progress, after which a job is given up. */
  readonly stallSeconds?: number | undefined;
  /** Module of the workers; for tests. */
  readonly worker?: URL | undefined;
  /** Bytes that all workers together may take; default: most of the machine's, or of what a container allows. */
  readonly memoryBytes?: number | undefined;
}

/** No slice of a run takes nearly as long (assumed; a slice aims at 20 ms). */
const STALL_SECONDS = 120;

/** Share of the machine's memory for the workers, and of that for each one's heap; the rest is for typed arrays. */
const MEMORY_SHARE = 0.8;
const HEAP_SHARE = 0.25;

const LOOK_SECONDS = 0.25;

/** What may have been the worker's fault, or its neighbours'. */
const worthAnotherTry: readonly Failure['kind'][] = ['out-of-memory', 'died', 'stalled'];

/** Attempts at a job whose worker was lost, for whatever reason: a second one, and no third. */
const ATTEMPTS = 2;

/** Bytes that this process may take: of the machine, or of the control group that holds it. */
function memoryThere(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/**
 * Makes a pool for the sweep in `folder`; the library behind it is loaded only now, because a sweep that finds all its
 * parts needs none.
 */
export async function createPool(folder: string, options: PoolOptions = {}): Promise<JobPool> {
  const { Piscina } = await import('piscina');
  const workers = options.workers ?? availableParallelism();
  const width = 2 * workers;
  const budget = (options.memoryBytes ?? MEMORY_SHARE * memoryThere()) / workers;
  const pulses = createPulses(width);
  const slots = new Slots(pulses, width);
  const piscina = new Piscina({
    ...workerModule(options.worker),
    name: 'work',
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    // Jobs, and the folders of points whose jobs are done.
    maxQueue: 2 * width,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor((HEAP_SHARE * budget) / 2 ** 20) },
    recordTiming: false,
  });
  let stopped = false;
  /** What is to be done with each job and folder that a worker has or is to have when no worker is left. */
  const waiting = new Set<(failure: Failure) => void>();
  const abandon = (error: unknown) => {
    if (stopped || piscina.threads.length > 0) return;
    for (const give of waiting) give(lostWorker(error));
  };
  // A worker that is lost while it has no job (one that was given up, or that cannot even start) harms none.
  piscina.on('error', abandon);
  const mostArrayBytes = (1 - HEAP_SHARE) * budget;
  const attempt = async <Result extends SavedResult | SettledJob>(
    name: 'work' | 'settle',
    job: Job,
  ): Promise<Exclude<Result, DiskRefusal> | FailedJob | null> => {
    if (stopped) return null;
    const slot = slots.take();
    const watch = new Watch(slots.pulse(slot), options);
    const task: JobInWorker = { job, folder, pulses, slot, mostArrayBytes };
    waiting.add(watch.giveUp);
    try {
      const result = (await piscina.run(task, { name, signal: watch.signal })) as Result;
      if ('disk' in result) throw refusal(result);
      return result as Exclude<Result, DiskRefusal>;
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (watch.failure === null) abandon(error);
      return stopped ? null : { ok: false, failure: watch.failure ?? lostWorker(error) };
    } finally {
      waiting.delete(watch.giveUp);
      watch.end();
      slots.give(slot);
    }
  };
  return {
    workers,
    width,
    run: (job) => insist(() => attempt<SavedResult>('work', job)),
    settle: (job) => insist(() => attempt<SettledJob>('settle', job)),
    async fold(finished) {
      if (stopped) return false;
      const controller = new AbortController();
      const give = () => controller.abort();
      waiting.add(give);
      try {
        const task: PointInWorker = { folder, finished };
        const refused: unknown = await piscina.run(task, {
          name: 'fold',
          signal: controller.signal,
        });
        if (refused !== null) throw refusal(refused as DiskRefusal);
        return true;
      } catch (error) {
        if (error instanceof UserError) throw error;
        if (stopped) return false;
        // A worker that was lost meanwhile is no reason to lose the point.
        writePointFolder(openPartStore(folder, []), finished);
        return true;
      } finally {
        waiting.delete(give);
      }
    },
    progress: () => slots.progress(),
    async stop() {
      stopped = true;
      await piscina.destroy();
    },
  };
}

/** Tries again where the worker was lost. */
async function insist<Result extends { readonly ok: true }>(
  attempt: () => Promise<Result | FailedJob | null>,
): Promise<Result | FailedJob | null> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (result === null || result.ok) return result;
    const { failure } = result;
    if (!worthAnotherTry.includes(failure.kind)) return result;
    if (tries === ATTEMPTS) return { ok: false, failure: twice(failure) };
  }
}

function refusal({ disk }: DiskRefusal): UserError {
  return new UserError(disk.message, disk.fix);
}

function twice({ kind, message }: Failure): Failure {
  return { kind, message: `${message} (tried twice)` };
}

/** In a checkout without a build the worker is TypeScript, which tsx loads. */
function workerModule(worker?: URL): { readonly filename: string; readonly execArgv: string[] } {
  const beside = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const { href } = worker ?? new URL(beside, import.meta.url);
  return { filename: href, execArgv: href.endsWith('.ts') ? ['--import', 'tsx'] : [] };
}

function lostWorker(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const message = error instanceof Error ? error.message : String(error);
  if (code === outOfMemoryCode) return { kind: 'out-of-memory', message };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? {
        kind: 'out-of-memory',
        message: "the worker's heap is full: run fewer workers, or a shorter horizon",
      }
    : { kind: 'died', message };
}

/** Places in the shared counters, one for each job that is handed over. */
class Slots {
  readonly #free: number[];
  readonly #pulses: readonly Pulse[];

  constructor(pulses: SharedArrayBuffer, count: number) {
    this.#free = Array.from({ length: count }, (_, slot) => count - 1 - slot);
    this.#pulses = this.#free.map((_, slot) => pulseAt(pulses, slot));
  }

  take(): number {
    const slot = this.#free.pop();
    if (slot === undefined) throw new RangeError('more jobs than the pool is wide');
    this.pulse(slot).reset();
    return slot;
  }

  give(slot: number): void {
    this.pulse(slot).reset();
    this.#free.push(slot);
  }

  pulse(slot: number): Pulse {
    const pulse = this.#pulses[slot];
    if (pulse === undefined) throw new RangeError(`there is no slot ${slot}`);
    return pulse;
  }

  progress(): number {
    return this.#pulses.reduce((sum, pulse) => sum + pulse.share, 0);
  }
}

/** Watches one attempt: aborts it when it takes too long or does not get on. */
class Watch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  failure: Failure | null = null;

  constructor(pulse: Pulse, options: PoolOptions) {
    const { mostSeconds = Number.POSITIVE_INFINITY, stallSeconds = STALL_SECONDS } = options;
    let { beats } = pulse;
    let began: number | null = null;
    let progressed = 0;
    this.#timer = setInterval(() => {
      // While it waits for a worker, no time is counted against it.
      if (!pulse.begun) return;
      const now = performance.now();
      if (began === null || pulse.beats !== beats) progressed = now;
      began ??= now;
      beats = pulse.beats;
      if (now - began > 1000 * mostSeconds) {
        this.giveUp({ kind: 'too-long', message: `took more than ${mostSeconds} s` });
      }
      if (now - progressed > 1000 * stallSeconds) {
        this.giveUp({ kind: 'stalled', message: `made no progress in ${stallSeconds} s` });
      }
    }, 1000 * LOOK_SECONDS);
    this.#timer.unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  readonly giveUp = (failure: Failure): void => {
    this.failure ??= failure;
    this.#controller.abort();
  };
}

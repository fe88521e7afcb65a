import { move, transferableSymbol, valueSymbol } from 'piscina';
import { UserError } from '../run/user-error.ts';
import {
  type DiskRefusal,
  type Failure,
  type JobInWorker,
  type JobResult,
  outOfMemoryCode,
  type SavedResult,
} from './job.ts';
import { type FinishedPoint, writePointFolder } from './point-folder.ts';
import { pulseAt } from './pulse.ts';
import { createJobRunner, type JobContext } from './run-job.ts';
import { openPartStore } from './store.ts';

/** A worker's own runner: what it has read for one job serves the next. */
const runner = createJobRunner();

/**
 * Entry of the worker threads: one job in, its part to the disk, its row out. The worker writes, because it can wait for
 * the disk: the main thread has all of them to look after.
 */
export async function work(task: JobInWorker): Promise<unknown> {
  const { job, folder } = task;
  const result = await runner.run(job, begin(task));
  if (!result.ok) return answer(result);
  const { row, part, tables } = result;
  const refusal = whetherSaved(() =>
    openPartStore(folder, []).write(job.point, job.replication, part, tables),
  );
  return refusal ?? transferable({ ok: true, row }, row.metrics.buffer);
}

/** Makes the pilot runs of a job's point. */
export async function settle(task: JobInWorker): Promise<unknown> {
  const result = await runner.settle(task.job, begin(task));
  return result.ok ? result : answer(result);
}

function begin({ pulses, slot, mostArrayBytes }: JobInWorker): JobContext {
  const pulse = pulseAt(pulses, slot);
  pulse.begin();
  return { pulse, mostArrayBytes };
}

type FailedJob = Extract<JobResult, { readonly ok: false }>;

function answer(failed: FailedJob): FailedJob | Promise<never> {
  return failed.failure.kind === 'out-of-memory' ? endThread(failed.failure) : failed;
}

/**
 * What a job took that was too large is garbage that nobody may collect for long, and would be held against the next one:
 * the thread ends and gives it back, by an error that nobody catches. Its answer is that error.
 */
function endThread({ message }: Failure): Promise<never> {
  setImmediate(() => {
    throw Object.assign(new Error(message), { code: outOfMemoryCode });
  });
  return new Promise(() => {});
}

export interface PointInWorker {
  readonly folder: string;
  readonly finished: FinishedPoint;
}

/** Writes the files of a point's folder. */
export function fold({ folder, finished }: PointInWorker): DiskRefusal | null {
  return whetherSaved(() => writePointFolder(openPartStore(folder, []), finished));
}

function whetherSaved(write: () => void): DiskRefusal | null {
  try {
    write();
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, fix } = error;
    return { ok: false, disk: { message, fix } };
  }
}

/** A value that crosses the thread with the memory inside it moved. */
function transferable(value: SavedResult, buffer: ArrayBufferLike): unknown {
  return move({ [transferableSymbol]: [buffer], [valueSymbol]: value } as never);
}

import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type Failure, type JobInWorker, outOfMemoryCode } from './job.ts';
import { type FinishedPoint, pointFiles } from './point-folder.ts';
import { pulseAt } from './pulse.ts';
import { createJobRunner } from './run-job.ts';

/** A worker's own runner: what it has read for one job serves the next. */
const runJob = createJobRunner();

/** Entry of the worker threads: one job in, its result out; the bytes change hands without being copied. */
export async function work({ job, pulses, slot, mostArrayBytes }: JobInWorker): Promise<unknown> {
  const pulse = pulseAt(pulses, slot);
  pulse.begin();
  const result = await runJob(job, { pulse, mostArrayBytes });
  if (!result.ok && result.failure.kind === 'out-of-memory') return endThread(result.failure);
  const parts = result.ok ? [{ bytes: result.part }, ...result.tables] : [];
  return move(transferable(result, parts));
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

/** Makes the files of a point's folder. */
export function fold(finished: FinishedPoint): unknown {
  const files = pointFiles(finished);
  return move(transferable(files, files));
}

/** A value that crosses the thread with the bytes inside it moved. */
function transferable(value: unknown, parts: readonly { readonly bytes: Uint8Array }[]) {
  const buffers = parts.map(({ bytes }) => bytes.buffer);
  // Piscina's own type asks for one object; several buffers are moved as a list.
  return { [transferableSymbol]: buffers, [valueSymbol]: value } as never;
}

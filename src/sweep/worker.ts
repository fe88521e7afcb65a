import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { JobInWorker, JobResult } from './job.ts';
import { pulseAt } from './pulse.ts';
import { createJobRunner } from './run-job.ts';

/** A worker's own runner: what it has read for one job serves the next. */
const runJob = createJobRunner();

/** Entry of the worker threads: one job in, its result out; the bytes change hands without being copied. */
export async function work({ job, pulses, slot, mostArrayBytes }: JobInWorker): Promise<unknown> {
  const pulse = pulseAt(pulses, slot);
  pulse.begin();
  const result = await runJob(job, { pulse, mostArrayBytes });
  return move(transferable(result));
}

function transferable(result: JobResult) {
  const buffers = result.ok
    ? [result.part, ...result.tables.map(({ bytes }) => bytes)].map(({ buffer }) => buffer)
    : [];
  // Piscina's own type asks for one object; several buffers are moved as a list.
  return { [transferableSymbol]: buffers, [valueSymbol]: result } as never;
}

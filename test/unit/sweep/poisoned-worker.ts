import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import type { JobInWorker, SavedResult } from '../../../src/sweep/job.ts';
import { pulseAt } from '../../../src/sweep/pulse.ts';
// Not later, on demand: once a neighbour has died, its thread may load no TypeScript any more.
import * as real from '../../../src/sweep/worker.ts';

/** What befalls a job, by the number of requests of its scenario; any other number is a job like any other. */
export const poisons = {
  throws: 101,
  fails: 102,
  loops: 103,
  beats: 104,
  exits: 105,
  exitsOnce: 106,
  fillsHeap: 107,
  fillsArrays: 108,
  refuses: 109,
} as const;
export type Poison = keyof typeof poisons;

/** Names the folder in which every attempt at a poisoned job leaves a file. */
export const attemptsVariable = 'TAILWATT_TEST_ATTEMPTS';

export function attemptsAt(folder: string, poison: Poison | 'settled'): number {
  return readdirSync(folder).filter((name) => name.startsWith(`${poison}-`)).length;
}

export function fold(point: real.PointInWorker): unknown {
  return real.fold(point);
}

/** Leaves a file for each point whose pilot runs are made. */
export async function settle(task: JobInWorker): Promise<unknown> {
  if (env[attemptsVariable] !== undefined) {
    writeFileSync(join(env[attemptsVariable], `settled-${randomUUID()}`), '');
  }
  return real.settle(task);
}

/** Entry of the worker threads, in the place of the real one. */
export async function work(task: JobInWorker): Promise<unknown> {
  const { maxRequests } = task.job.compiled.horizon;
  const [poison] = Object.entries(poisons).find(([, requests]) => requests === maxRequests) ?? [];
  if (poison === undefined) return real.work(task);
  const folder = env[attemptsVariable] ?? '';
  writeFileSync(join(folder, `${poison}-${randomUUID()}`), '');
  const pulse = pulseAt(task.pulses, task.slot);
  pulse.begin();
  const failed = (kind: 'error' | 'input'): SavedResult => ({
    ok: false,
    failure: { kind, message: 'poisoned' },
  });
  switch (poison as Poison) {
    case 'throws':
      throw new Error('poisoned');
    case 'fails':
      return failed('error');
    case 'refuses':
      return failed('input');
    case 'loops':
      for (;;);
    case 'beats':
      for (;;) pulse.beat(0.5);
    case 'exitsOnce':
      if (attemptsAt(folder, 'exitsOnce') > 1) return real.work(task);
      return process.exit(7);
    case 'exits':
      return process.exit(7);
    case 'fillsHeap':
      for (const kept: number[][] = []; ; pulse.beat(0)) {
        kept.push(new Array(1e5).fill(kept.length + 0.5));
      }
    case 'fillsArrays': {
      const running = real.work(task);
      const kept: Float64Array[] = [];
      while (8e6 * kept.length <= task.mostArrayBytes) kept.push(new Float64Array(1e6));
      const result: unknown = await running;
      return kept.length > 0 ? result : null;
    }
  }
}

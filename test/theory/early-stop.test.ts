import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import { driveRun } from '../../src/run/drive.ts';
import { isOverloaded } from '../../src/summary/overload.ts';
import { compileSystem, type QueueSystem, service } from './queue-system.ts';

/** M/M/1 at a load: one request a second is served. */
function markovian(load: number): QueueSystem {
  const { tokens, stepSeconds } = service.exponential;
  return {
    name: `early stop of M/M/1 at ${load}`,
    classes: [{ name: 'all', arrivals: { process: 'poisson', rate: load }, outputTokens: tokens }],
    engine: { maxSequences: 1 },
    step: { base: stepSeconds },
  };
}

const batch = 32;
const tokens = 100;
const step = { base: 0.02, perDecodeSequence: 0.001 };

/** A server that is the faster the fuller it is, at a share of what it serves with a full batch; bursty arrivals. */
function batched(load: number): QueueSystem {
  const mostPerSecond = batch / ((step.base + batch * step.perDecodeSequence) * tokens);
  const rate = load * mostPerSecond;
  return {
    name: `early stop of a batch at ${load}`,
    classes: [
      {
        name: 'all',
        arrivals: { process: 'gamma', rate, cv: 1.5 },
        outputTokens: { distribution: 'geometric', mean: tokens },
      },
    ],
    engine: { maxSequences: batch },
    step,
  };
}

const ignore = () => {};
const recorder = {
  request: ignore,
  gap: ignore,
  gaps: ignore,
  timeseries: ignore,
  replica: ignore,
};

/** How the run ends, and after how many arrivals. */
async function end(compiled: CompiledScenario, replication: number, eventsPerSlice?: number) {
  const run = createRun(compiled, replication, recorder);
  const options = { feeds: [], onSlice: ignore, eventsPerSlice, stopWhenHopeless: compiled };
  const how = await driveRun(run, options);
  const { backlog } = run.totals();
  return { how, offered: run.offered, overloaded: isOverloaded(backlog) };
}

const replications = (count: number) => Array.from({ length: count }, (_, i) => i);

describe.each([
  ['M/M/1', markovian],
  ['a batch', batched],
])('%s', (_, system) => {
  it.each([0.9, 0.95, 0.98])('is never stopped at a load of %d', async (load) => {
    const compiled = compileSystem(system(load), 8000);
    for (const replication of replications(12)) {
      expect((await end(compiled, replication)).how).toBe('done');
    }
  });

  it.each([
    [1.1, 120_000],
    [1.3, 24_000],
    [2, 8000],
  ])('is stopped at a load of %d before a third of %d requests have come', async (load, requests) => {
    const compiled = compileSystem(system(load), requests);
    for (const replication of replications(4)) {
      const { how, offered, overloaded } = await end(compiled, replication);
      expect(how).toBe('overloaded-early');
      expect(offered).toBeLessThan(requests / 3);
      expect(overloaded).toBe(true);
    }
  });

  it('is stopped at the same arrival however it is cut into slices, and however it steps', async () => {
    const compiled = compileSystem(system(1.3), 20_000);
    const byDefault = await end(compiled, 0);
    expect(await end(compiled, 0, 100)).toEqual(byDefault);
    expect(await end(compiled, 0, 1000)).toEqual(byDefault);
    if (system === markovian) return;
    const pools = compiled.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, stepping: 'stepwise' as const },
    }));
    expect(await end({ ...compiled, pools }, 0)).toEqual(byDefault);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { prepareRun } from '../../../src/run/prepare-run.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-warm-up-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A batch of sixteen whose requests take about ten seconds: the fleet fills before the queue does. */
const text = `
name: filling
seed: 5
horizon: { requests: 3000, warmup: mser-5 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 1.4/s }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: geometric, mean: 100, max: 1000 }
    maxTokens: 1000
pools:
  - name: pool
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { maxSequences: 16, stepTime: { kind: affine, base: 100ms } }
`;

function prepared(sets: readonly string[] = [], signal?: AbortSignal) {
  const file = join(base, 'scenario.yaml');
  writeFileSync(file, text);
  return prepareRun(loadScenario(file, { sets }), undefined, signal);
}

const noteOf = ({ warnings }: { readonly warnings: readonly string[] }) =>
  warnings.filter((warning) => warning.startsWith('warm-up by MSER-5: '));

describe('horizon.warmup: mser-5', () => {
  it('becomes a number of arrivals, and says which', async () => {
    const run = await prepared();
    const { warmupRequests, warmupSeconds } = run.compiled.horizon;
    expect(warmupRequests).toBeGreaterThan(0);
    expect(warmupRequests).toBeLessThan(1500);
    expect(warmupSeconds).toBe(0);
    const count = warmupRequests.toLocaleString('en');
    expect(noteOf(run)).toEqual([
      `warm-up by MSER-5: the first ${count} of 3,000 arrivals are left out`,
    ]);
    // the manifest keeps what was asked for
    expect(run.scenario.horizon.warmup).toEqual({ kind: 'mser-5' });
  });

  it('depends on the scenario and its seed alone, and on nothing else of the compiled run', async () => {
    const [first, second, stepwise] = await Promise.all([
      prepared(),
      prepared(),
      prepared(['pools[pool].engine.stepping=stepwise', 'outputs.timeseries=none']),
    ]);
    expect(second.compiled).toEqual(first.compiled);
    expect(stepwise.compiled.horizon).toEqual(first.compiled.horizon);
    const counts = await Promise.all(
      [6, 7, 8].map(async (seed) => (await prepared([`seed=${seed}`])).compiled.horizon),
    );
    const found = [first.compiled.horizon, ...counts].map((horizon) => horizon.warmupRequests);
    expect(new Set(found).size).toBeGreaterThan(1);
    // everything but the warm-up is that of the scenario without it
    const plain = await prepared(['horizon.warmup=0']);
    const { horizon, ...rest } = first.compiled;
    expect({ ...rest, horizon: { ...horizon, warmupRequests: 0 } }).toEqual(plain.compiled);
    expect(noteOf(plain)).toEqual([]);
  });

  it('is another scenario than one with that number', async () => {
    const { compiled, scenarioHash } = await prepared();
    const count = await prepared([`horizon.warmup=${compiled.horizon.warmupRequests}`]);
    expect(count.compiled).toEqual(compiled);
    expect(count.scenarioHash).not.toBe(scenarioHash);
  });

  it('works for a duration, too', async () => {
    const run = await prepared(['horizon={duration: 20m, warmup: mser-5}']);
    expect(run.compiled.horizon.warmupRequests).toBeGreaterThan(0);
    expect(run.compiled.horizon.warmupSeconds).toBe(0);
    expect(noteOf(run)[0]).toMatch(/^[^,]* the first \d+ of 1,\d{3} arrivals are left out$/);
  });

  it('says when the run is too short to tell', async () => {
    const run = await prepared(['horizon.requests=12']);
    expect(noteOf(run)[0]).toMatch(/the run is too short to tell where its start ends/);
  });

  it.each([
    ['soon', '20/s'],
    ['at the end', '1.75/s'],
  ])('falls back to the default where a pilot run turns out overloaded %s', async (_, rate) => {
    const run = await prepared([`workloads[chat].arrivals.rate=${rate}`]);
    expect(run.compiled.horizon).toMatchObject({ warmupRequests: 300, warmupSeconds: 0 });
    expect(noteOf(run)[0]).toMatch(/overloaded .* the first 10 % are left out/);
    const timed = await prepared([
      `workloads[chat].arrivals.rate=${rate}`,
      'horizon={duration: 30m, warmup: mser-5}',
    ]);
    expect(timed.compiled.horizon).toMatchObject({ warmupRequests: 0, warmupSeconds: 180 });
  });

  it('finds the warm-up of a replayed trace', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => `${i / 2},10,${i < 40 ? 200 : 20}`);
    const header = 'arrival_seconds,prompt_tokens,output_tokens';
    writeFileSync(join(base, 'trace.csv'), [header, ...rows].join('\n'));
    const run = await prepared(
      [
        'horizon={trace: true, warmup: mser-5}',
        'workloads[chat].arrivals={process: trace, file: trace.csv, format: tailwatt}',
      ].map((set) => set.replace('trace.csv', join(base, 'trace.csv'))),
    );
    expect(run.compiled.horizon.warmupRequests).toBeGreaterThanOrEqual(40);
    expect(run.compiled.horizon.warmupRequests).toBeLessThan(200);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    const run = await prepared([], controller.signal);
    expect(run.compiled.horizon.warmupRequests).toBe(300);
    expect(noteOf(run)[0]).toMatch(/interrupted/);
  });
});

import { describe, expect, it } from 'vitest';
import { emptyRow, type MeasuredRow } from '../../../src/fit/measured/port.ts';
import { playedRow, profileOfRows } from '../../../src/fit/played-row.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';

const row: MeasuredRow = {
  ...emptyRow,
  load: { kind: 'closed-loop', concurrency: 300 },
  promptTokens: { kind: 'values', values: [100.4] },
  outputTokens: { kind: 'uniform', min: 5, max: 9 },
  figures: { ttft: { value: 0.1, statistic: 'mean' } },
};
const setting = { model: 'Llama-3.1-8B', accelerator: 'H100', tensor: 2, weights: 'fp8' };

function poolOf(text: string) {
  const parsed = parseScenario(text, { file: 's.yaml' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.scenario.pools[0] ?? null;
}

const pool = poolOf(`
name: s
workloads: [{ name: w, model: qwen3-14b }]
pools:
  - name: p
    accelerator: { base: h200, memory: 100GB }
    replicas: 3
    parallelism: { tensor: 4 }
    precision: { weights: fp8, kvCache: fp8 }
    engine: { scheduler: priority, maxSequences: 64, memoryUtilization: 0.8 }
`);

describe('a measured row as a scenario', () => {
  it('has what the row says, and room for its clients', () => {
    const { scenario, trace } = playedRow(
      { ...row, setting },
      { options: {}, pool: null, folder: '' },
      'vllm-v1',
    );
    expect(trace).toBeUndefined();
    expect(scenario.horizon.end).toEqual({ kind: 'requests', requests: 3000 });
    expect(scenario.workloads[0]).toMatchObject({
      model: 'llama-3.1-8b',
      arrivals: { process: 'closed-loop', concurrency: 300 },
      promptTokens: { distribution: 'fixed', value: 100 },
    });
    expect(scenario.pools[0]).toMatchObject({
      accelerator: { id: 'h100-sxm' },
      replicas: 1,
      parallelism: { tensor: 2 },
      precision: { weights: 'fp8', activations: 'fp8', kvCache: 'bf16' },
      engine: { maxSequences: 300, profile: 'vllm-v1' },
    });
  });

  it('takes the rest from a scenario’s pool, its own data sheet too; the row goes first, then options', () => {
    const assumed = { options: { tensor: 8 }, pool, folder: '' };
    const own = playedRow(row, assumed, 'sglang').scenario.pools[0];
    expect(own).toMatchObject({
      accelerator: { id: 'h200-custom', memoryBytes: 100e9 },
      replicas: 3,
      serves: [{ ref: 'qwen3-14b' }],
      parallelism: { tensor: 8 },
      precision: { kvCache: 'fp8' },
      engine: {
        profile: 'sglang',
        scheduler: 'priority',
        maxSequences: 64,
        memoryUtilization: 0.8,
      },
    });
    const said = { ...row, setting: { tensor: 2, accelerator: 'H100', model: 'Qwen3-32B' } };
    expect(playedRow(said, assumed, 'sglang').scenario.pools[0]).toMatchObject({
      accelerator: { id: 'h100-sxm' },
      serves: [{ ref: 'qwen3-32b' }],
      parallelism: { tensor: 2 },
    });
  });

  it('replays requests that have arrivals, and draws gaps of any burstiness', () => {
    const request = {
      promptTokens: 7,
      outputTokens: 3,
      ttftSeconds: 1,
      tpotSeconds: null,
      e2eSeconds: null,
    };
    const requests = [0, 2].map((arrivalSeconds) => ({ ...request, arrivalSeconds }));
    const assumed = { options: setting, pool: null, folder: '' };
    const replay = playedRow({ ...row, load: null, requests }, assumed, 'vllm-v1');
    expect([...(replay.trace?.arrivalSeconds ?? [])]).toEqual([0, 2]);
    expect(replay.scenario.horizon.end).toEqual({ kind: 'trace' });
    const open = (burstiness: number) =>
      playedRow(
        { ...row, load: { kind: 'open', ratePerSecond: 5, burstiness } },
        assumed,
        'vllm-v1',
      ).scenario.workloads[0]?.arrivals;
    expect(open(1)).toMatchObject({ process: 'poisson', ratePerSecond: 5 });
    expect(open(4)).toMatchObject({ process: 'gamma', cv: 0.5 });
    expect(open(1e6)).toMatchObject({ process: 'deterministic' });
  });

  it('starts from the profile of the engine that most rows name', () => {
    const of = (...engines: readonly string[]) =>
      profileOfRows(
        engines.map((engine) => ({ ...row, setting: { engine } })),
        null,
      );
    expect(of('vllm', 'sglang', 'sglang', 'unheard-of')).toBe('sglang');
    expect(of('unheard-of')).toBe('vllm-v1');
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { explain } from '../../../src/report/explain.ts';
import { explanationText } from '../../../src/report/explain-text.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';

const chat = `
name: x
workloads:
  - name: w
    model: llama-3.1-70b
    arrivals: { process: poisson, rate: 10/s }
    promptTokens: { distribution: fixed, value: 1000 }
    outputTokens: { distribution: fixed, value: 101 }
    slo: { ttft: 500ms, tpot: 50ms, e2e: 20s }
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 2
    parallelism: { tensor: 4 }
    precision: { weights: fp8 }
    engine: { profile: ideal }
`;

function explained(text: string, ...sets: readonly string[]) {
  const result = parseScenario(text, { file: 'x.yaml', sets });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('; '));
  const { scenario, defaults } = result;
  const compiled = compileScenario(scenario, { traces: {} });
  return explain({ scenario, compiled, defaults, warnings: [], traces: new Map() });
}

describe('the work of a request', () => {
  const all = explained(chat);
  const [work] = all.work;
  if (work === undefined) throw new Error('no work was explained');

  it('is two FLOPs per weight and token, and attention', () => {
    const perToken = 2 * (70.6e9 - 2 * 128_256 * 8192);
    const pairs = 80 * 4 * 64 * 128;
    const prompt = perToken * 1000 + pairs * ((1000 * 1001) / 2) + 2 * 128_256 * 8192;
    expect(work.prefill.flops / prompt).toBeCloseTo(1, 2);
    const decoding = 100 * (perToken + 2 * 128_256 * 8192 + pairs * 1051);
    expect(work.decode.flops / decoding).toBeCloseTo(1, 2);
    // alone, every token reads all weights
    expect(work.decode.bytes / (100 * 70.6e9)).toBeGreaterThan(1);
    expect(work.decode.bytes / (100 * 70.6e9)).toBeLessThan(1.1);
    expect(work.decode.intensity).toBeCloseTo(work.decode.flops / work.decode.bytes, 9);
    expect(work.ridge).toBeCloseTo(1979e12 / 3.35e12, 9);
  });

  it('is asked for at the rate of arrivals, and within each target', () => {
    const flops = work.prefill.flops + work.decode.flops;
    expect(work.requiredFlopsPerSecond).toBeCloseTo(10 * flops, -3);
    expect(work.peakFlopsPerSecond).toBe(2 * 4 * 1979e12);
    expect(work.deadlines.map(({ target, flopsPerSecond }) => [target, flopsPerSecond])).toEqual([
      ['ttft', work.prefill.flops / 0.5],
      ['tpot', work.decode.flops / 100 / 0.05],
      ['e2e', flops / 20],
    ]);
  });

  it('is delivered at batches of 1, 16 and 64, each below its roofs', () => {
    const loads = work.delivered.map(({ load }) => load);
    expect(loads.slice(0, 3)).toEqual(['1 decoding', '16 decoding', '64 decoding']);
    for (const each of work.delivered) {
      expect(each.flopsPerSecond).toBeLessThanOrEqual(work.peakFlopsPerSecond);
      expect(each.bytesPerSecond).toBeLessThanOrEqual(2 * 4 * 3.35e12);
    }
    const [alone, sixteen] = work.delivered;
    expect(alone?.boundBy).toBe('bandwidth');
    expect(alone?.tokensPerSecond).toBeCloseTo(2 / (alone?.seconds ?? 0), 6);
    expect(sixteen?.tokensPerSecond).toBeGreaterThan(8 * (alone?.tokensPerSecond ?? 0));
    expect(explanationText(all)).toContain('Work of w on pool p');
  });

  it('is the same however the prompt is cut, but for weights that are read again', () => {
    const [cut] = explained(chat, 'pools[p].engine.maxBatchedTokens=256').work;
    expect((cut?.prefill.flops ?? 0) / work.prefill.flops).toBeCloseTo(1, 3);
    expect(cut?.prefill.bytes).toBeGreaterThan(3 * 70e9);
  });

  it('has no rate in a closed loop, and is unknown where steps are stated', () => {
    const [closed] = explained(
      chat,
      'workloads[w].arrivals={process: closed-loop, concurrency: 4}',
    ).work;
    expect(closed?.requiredFlopsPerSecond).toBeNull();
    expect(explained(chat, 'pools[p].engine.stepTime={kind: affine, base: 8ms}').work).toEqual([]);
  });

  it('is that of a job where a model answers in one shot', () => {
    const [job] = explained(`
name: x
workloads:
  - { name: w, kind: classify, model: resnet-50, arrivals: { process: poisson, rate: 10/s } }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1, engine: { maxSequences: 8 } }
`).work;
    // 4.1 G multiply-adds
    expect((job?.prefill.flops ?? 0) / 8.2e9).toBeCloseTo(1, 1);
    expect(job?.decode).toEqual({ flops: 0, bytes: 0, intensity: null });
    expect(job?.delivered.map(({ load }) => load)).toEqual(['one job', '8 jobs']);
  });
});

describe('explain of a capped pool', () => {
  it('says the cap, the clock at full load, and what is outside the calibrated range', () => {
    const capped = explained(chat, 'pools[p].power={capPerAccelerator: 400W, clock: 90%}');
    expect(capped.pools[0]?.power).toMatchObject({ capWatts: 400, clock: 0.9 });
    expect(capped.pools[0]?.limitWatts).toBe(2 * 4 * 400);
    expect(explanationText(capped)).toMatch(
      /at most 90 % of the highest; \d+ % where a chip would/,
    );
    for (const step of capped.pools[0]?.steps ?? [])
      expect(step.watts).toBeLessThanOrEqual(1600 * (1 + 1e-12));
    const far = explained(chat, 'pools[p].engine.profile=vllm-2023');
    expect(far.warnings.join()).toMatch(
      /outside the calibrated range: fp8 weights .*4 chips to a layer/,
    );
  });
});

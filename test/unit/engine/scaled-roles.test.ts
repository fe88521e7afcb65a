import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

interface Wanted {
  readonly rate?: string;
  readonly prompts: string;
  readonly answers: string;
  readonly more?: string;
}

/** A pool that computes prompts in 30 ms each and one that decodes at 10 ms a step, 16 GB/s of keys and values between. */
function play({ rate = '4/s', prompts, answers, more = '' }: Wanted) {
  const pool = (name: string, role: string, scaling: string) => `
  - name: ${name}
    role: ${role}
    accelerator: h100-sxm
    serves: [llama-3.1-8b]
    replicas: 1
    autoscaling: { interval: 1s, coldStart: 2s, ${scaling} }
    engine: { maxSequences: 8, stepTime: { kind: affine, base: 10ms, perPrefillToken: 20us } }`;
  const text = `
name: apart
horizon: { duration: 60s, warmup: 0s }
outputs: { timeseries: 1s }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: ${rate} }
    promptTokens: { distribution: fixed, value: 1000 }
    outputTokens: { distribution: fixed, value: 100 }
    maxTokens: 100
pools:${pool('answers', 'decode', answers)}${pool('prompts', 'prefill', prompts)}
routing: { disaggregate: always, kvTransfer: whole }
fabric: { scaleOut: ethernet-100 }
${more}`;
  return record(compileScenario(scenarioOf(text), { traces: {} }));
}

const [ANSWERS, PROMPTS] = [0, 1];
const steps = (...wanted: readonly [at: number, replicas: number][]) =>
  `policy: schedule, min: 1, max: 3, period: 1h, steps: [${wanted
    .map(([at, replicas]) => `{ at: ${at}s, replicas: ${replicas} }`)
    .join(', ')}]`;
const up = (run: ReturnType<typeof play>, pool: number, at: number) =>
  run.timeseries.find((row) => row.pool === pool && row.endSeconds === at)?.replicasUp;
const isCompleted = ({ outcome }: { readonly outcome: string }) => outcome === 'completed';

describe('pools that compute prompts and pools that decode', () => {
  it('follow the part of the load that is theirs', () => {
    const follow = (target: number) =>
      `policy: ongoing-requests, min: 1, max: 6, target: ${target}, lookBack: 5s, upDelay: 0s, downDelay: 60s`;
    // of 8 requests in a second each computes for 30 ms and decodes for a second: 0.24 and 8 at once
    const run = play({ rate: '8/s', prompts: follow(2), answers: follow(2) });
    expect(run.rows.every(isCompleted)).toBe(true);
    expect(up(run, PROMPTS, 50)).toBe(1);
    expect(up(run, ANSWERS, 50)).toBeGreaterThan(3);
    // a prompt that went on is completed where it was computed
    for (const of of [PROMPTS, ANSWERS]) {
      const own = run.timeseries.filter(({ pool }) => pool === of);
      const completed = own.reduce((sum, { completions }) => sum + completions, 0);
      expect(completed).toBe(run.rows.length);
    }
  });

  it('go down only when what they computed is copied', () => {
    // eight at a time decode in a second or so: of 12 a second the rest waits where it was computed
    const run = play({ rate: '12/s', prompts: steps([0, 3], [20, 1]), answers: steps([0, 1]) });
    expect(run.rows.every(isCompleted)).toBe(true);
    // two of three should have gone at 20 s, and cannot
    expect([19, 25].map((at) => up(run, PROMPTS, at))).toEqual([3, 3]);
    expect(run.timeseries.findLast(({ pool }) => pool === PROMPTS)?.replicasUp).toBe(1);
  });

  it('wake where prompts are ready and nobody decodes', () => {
    const run = play({
      rate: '0.2/s',
      prompts: steps([0, 1]),
      answers:
        'policy: concurrency-target, min: 0, max: 1, concurrency: 4, stableWindow: 2s, panicWindow: 1s, grace: 0s',
    });
    expect(run.rows.every(isCompleted)).toBe(true);
    expect(run.timeseries.some((row) => row.pool === ANSWERS && row.replicasUp === 0)).toBe(true);
    // whoever wakes it waits for the start after its first token
    const slow = run.rows.filter((row) => row.ttftSeconds < 0.1 && row.transferSeconds > 1.9);
    expect(slow.length).toBeGreaterThan(1);
  });

  it('leave chips of a cluster to each other', () => {
    const run = play({
      prompts: steps([0, 3], [30, 1]),
      answers: steps([0, 1], [30, 3]),
      more: 'cluster: { nodes: [{ count: 1, accelerators: 4 }] }',
    });
    expect(run.rows.every(isCompleted)).toBe(true);
    expect([up(run, PROMPTS, 29), up(run, ANSWERS, 29)]).toEqual([3, 1]);
    expect([up(run, PROMPTS, 45), up(run, ANSWERS, 45)]).toEqual([1, 3]);
  });
});

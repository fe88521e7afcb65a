import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { accepted, refused, scenarioOf } from '../scenario/parse-text.ts';

const PROMPT = 2000;
/** All full blocks of 16, but for the one whose last token is always computed. */
const FOUND = 1984;
const STEP = 0.01;
const TOKEN = 1e-5;

/** Prompts that are all the same, with answers of one token, in steps of 10 ms and 10 µs per token that is computed. */
function text(engine: string, arrivals = 'process: offline, samples: 8', more = '') {
  return `
name: alike
seed: 3
horizon: { requests: 8, warmup: 0% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { ${arrivals} }
    promptTokens: { distribution: fixed, value: ${PROMPT} }
    outputTokens: { distribution: fixed, value: 1 }
    prefix: { tokens: ${PROMPT} }
    ${more}
pools:
  - name: pool
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { prefixCache: true, ${engine}, stepTime: { kind: affine, base: 10ms, perPrefillToken: 10us } }
`;
}

const play = (yaml: string) => record(compileScenario(scenarioOf(yaml), { traces: {} }));
const run = (...parts: Parameters<typeof text>) => play(text(...parts));
const first = (count: number, rest: number) => [
  ...Array(count).fill(0),
  ...Array(8 - count).fill(rest),
];

describe('prompts that begin alike and come together', () => {
  it('share blocks as soon as these are scheduled, as in vLLM: one is computed, in one step', () => {
    const { rows, replicas } = run('profile: vllm-v1');
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(1, FOUND));
    expect(replicas[0]!.steps).toBe(1);
    const seconds = STEP + TOKEN * (8 * PROMPT - 7 * FOUND);
    for (const row of rows) expect(row.prefillSeconds).toBeCloseTo(seconds, 12);
  });

  it('share the chunks of a prompt that goes on', () => {
    const { rows, replicas } = run('profile: vllm-v1, maxBatchedTokens: 512');
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(1, FOUND));
    // 3 whole steps and 464 tokens, and three of the others beside those
    expect(replicas[0]!.steps).toBe(5);
  });

  it('compute what one step holds of them where blocks are found once it has ended, as in SGLang', () => {
    const { rows, replicas } = run('profile: sglang');
    // 8,192 tokens: four prompts and the beginning of a fifth
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(5, FOUND));
    expect(replicas[0]!.steps).toBe(2);
  });

  it('wait for the first of them where the engine has them wait, as in TensorRT-LLM', () => {
    const { rows, replicas } = run('profile: tensorrt-llm');
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(1, FOUND));
    expect(replicas[0]!.steps).toBe(2);
    const own = STEP + TOKEN * PROMPT;
    const [one, ...others] = [...rows].sort((a, b) => a.request - b.request);
    expect(one!.prefillSeconds).toBeCloseTo(own, 12);
    for (const { queueSeconds, prefillSeconds } of others) {
      expect(queueSeconds).toBeCloseTo(own, 12);
      expect(prefillSeconds).toBeCloseTo(STEP + TOKEN * 7 * (PROMPT - FOUND), 12);
    }
  });

  it('wait for nobody who has another text', () => {
    const others = text('prefixSharing: awaited').replace(/prefix: .*/, 'prefix: none');
    const { rows, replicas } = play(others);
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(8, 0));
    expect(replicas[0]!.steps).toBe(2);
  });

  it('have places for blocks that they compute in vain until their step has ended', () => {
    // the last of two blocks is computed by everybody: three places are enough for two prompts
    const yaml = text('kvBlocks: 3').replaceAll(`${PROMPT}`, '32');
    expect(play(yaml).replicas[0]!.steps).toBe(4);
    expect(play(yaml.replace('kvBlocks: 3', 'kvBlocks: 9')).replicas[0]!.steps).toBe(1);
  });

  it('do as the pool says where it says so', () => {
    const { rows } = run('profile: sglang, prefixSharing: scheduled');
    expect(rows.map((row) => row.cachedTokens)).toEqual(first(1, FOUND));
  });
});

describe('a prompt whose blocks others have found', () => {
  it.each(['scheduled', 'computed', 'awaited'])('leaves what is computed of it (%s)', (sharing) => {
    // three chunks of 512 tokens, at whose end its client is gone
    const { rows } = run(
      `prefixSharing: ${sharing}, maxBatchedTokens: 512`,
      'process: deterministic, rate: 10/s',
      'timeout: { total: 40ms }',
    );
    const found = [...rows].sort((a, b) => a.request - b.request).map((row) => row.cachedTokens);
    expect(found).toEqual([0, 1536, ...Array(6).fill(FOUND)]);
  });

  it.each([
    'scheduled',
    'computed',
    'awaited',
  ])('is lost with its replica in the middle of their step (%s)', (sharing) => {
    const failure = 'failures: [{ kind: gpu, unit: 0, at: 20ms, duration: 1s, restart: 1s }]';
    const { rows, replicas } = play(`${text(`prefixSharing: ${sharing}`)}${failure}\n`);
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array(8).fill('completed'));
    // all of it is computed once more
    const own = STEP + TOKEN * PROMPT;
    expect(replicas[0]!.busySeconds).toBeGreaterThan(own + 0.01);
    for (const row of rows) expect(row.completionSeconds).toBeGreaterThan(2);
  });
});

describe('engine.prefixSharing', () => {
  it('is refused without a prefix cache', () => {
    const issues = refused(
      text('prefixSharing: computed').replace('prefixCache: true', 'prefixCache: false'),
    );
    // beside a warning of the prefix of its workload
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { message: 'prompts share blocks of the prefix cache, and there is none' },
    ]);
  });

  it('is what the profile does where nobody says', () => {
    const of = (engine: string) =>
      accepted(text(engine)).scenario.pools[0]!.engine.prefixSharing ?? 'scheduled';
    expect(of('profile: vllm-v1')).toBe('scheduled');
    expect(of('profile: vllm-0.14')).toBe('scheduled');
    expect(of('profile: vllm-0.6')).toBe('computed');
    expect(of('profile: sglang')).toBe('computed');
    expect(of('profile: tensorrt-llm')).toBe('awaited');
    expect(of('profile: ideal')).toBe('scheduled');
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { acceptedOrIssues, scenarioOf } from './parse-text.ts';

const text = `name: x
workloads:
  - name: screens
    model: qwen2.5-vl-7b
    arrivals: { process: poisson, rate: 1/s }
    images: { perRequest: { distribution: uniform, min: 1, max: 3 }, width: 1280, height: 720 }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: fixed, value: 10 }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1 }
`;

function issues(...sets: string[]): string {
  const found = acceptedOrIssues(text, sets);
  return typeof found === 'string' ? found : '';
}

describe('images of a workload', () => {
  it('are what a model makes of them, and encoded by the pool that serves it', () => {
    const compiled = compileScenario(scenarioOf(text), { traces: {} });
    expect(compiled.workloads[0]!.images).toEqual({
      perRequest: { distribution: 'uniform', min: 1, max: 3 },
      tokens: 1196,
    });
    const { step } = compiled.pools[0]!;
    expect(step.kind === 'roofline' && step.encoding?.image.patches).toBe(4784);
    const plain = compileScenario(
      scenarioOf(text.replace(/ {4}images.*\n/, ''), 'workloads[screens].maxTokens=5'),
      { traces: {} },
    );
    expect(plain.pools[0]!.step).not.toHaveProperty('encoding');
    expect(plain.workloads[0]).not.toHaveProperty('images');
  });

  it('need a model that sees them, and prompts of their own', () => {
    const at = 'workloads[screens]';
    const task = '{of: math-500, abilities: [{model: qwen2.5-vl-7b, passAt1: 0.5}]}';
    expect(issues(`${at}.model=qwen2.5-7b`)).toMatch(/qwen2.5-7b does not see images/);
    expect(issues(`${at}.prefix={tokens: 10}`)).toMatch(/where prompts begin alike/);
    const agents = '{process: sessions, rate: 1/s, turns: 2, thinkTime: 1s}';
    expect(issues(`${at}.arrivals=${agents}`)).toMatch(/not available with sessions arrivals/);
    expect(issues(`${at}.images.perRequest={distribution: joint}`)).toMatch(
      /choose another distribution/,
    );
    expect(issues(`${at}.images.width=0`)).toMatch(/must be at least 1/);
    expect(issues(`${at}.task=${task}`)).toMatch(/where answers have a quality/);
  });

  it('count where memory is asked whether requests fit', () => {
    // 3 × 1196 + 100 + 9 tokens
    expect(issues('pools[p].engine.kvBlocks=40')).toMatch(/hardly one|could run/);
    const found = acceptedOrIssues(text, ['pools[p].engine.kvBlocks=230']);
    const warnings = typeof found === 'string' ? [found] : found.warnings;
    expect(JSON.stringify(warnings)).toMatch(/may need 3697 tokens/);
  });

  it.each([
    ['pools[p].engine.prefixCache=true', /prefix cache is not available with images/],
    ['pools[p].engine.kvCache=false', /without KV cache is not available with images/],
    ['pools[p].parallelism={tensor: 1, pipeline: 2}', /pipeline parallelism is not available/],
    ['pools[p].parallelism={tensor: 1, data: 2}', /data parallelism is not available with images/],
    ['pools[p].engine.stepTime={kind: affine, base: 1ms}', /a stated step time is not available/],
    [
      'pools[p].engine.speculation={method: n-gram, tokens: 2, acceptance: 0.5}',
      /speculation is not available with images/,
    ],
    ['pools[p].serves=[qwen2.5-vl-7b, qwen2.5-7b]', /second model is not available with images/],
  ])('are refused by name with %s', (set, message) => {
    expect(issues(set)).toMatch(message);
  });

  it('are of one size for one model', () => {
    const other = text.replace(
      'pools:',
      `  - name: photos
    model: qwen2.5-vl-7b
    arrivals: { process: poisson, rate: 1/s }
    images: { width: 640, height: 480 }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: fixed, value: 10 }
pools:`,
    );
    expect(acceptedOrIssues(other, [])).toMatch(/screens sends images of another size/);
    const same = 'workloads[photos].images={width: 1280, height: 720}';
    expect(typeof acceptedOrIssues(other, [same])).toBe('object');
  });
});

describe('a pool with role encode', () => {
  const withEncoder = `${text}  - { name: e, role: encode, serves: [qwen2.5-vl-7b], replicas: 1, accelerator: h100-sxm }\n`;
  const problems = (...sets: string[]): string => {
    const found = acceptedOrIssues(withEncoder, sets);
    return typeof found === 'string' ? found : '';
  };

  it('holds the encoder alone, and takes images from the pool that computes prompts', () => {
    const { pools, groups, workloads } = compileScenario(scenarioOf(withEncoder), { traces: {} });
    const [e, p] = pools;
    expect(e!.step.kind).toBe('encoder');
    expect(e!.role).toBe('encode');
    expect(p!.step).not.toHaveProperty('encoding');
    expect(p!.network).toEqual(e!.network);
    const own = workloads[0]!.group;
    expect(groups[e!.group]!.embeddings).toEqual({ group: own, bytesPerImage: 1196 * 3584 * 2 });
    expect(groups[own]!.replicas).toEqual([1]);
  });

  it('needs images, somebody who reads them, and a model that sees', () => {
    expect(acceptedOrIssues(withEncoder.replace(/ {4}images.*\n/, ''), [])).toMatch(
      /no workload sends images to qwen2.5-vl-7b/,
    );
    expect(problems('pools[p].role=decode')).toMatch(/no pool computes the prompts/);
    const blind = withEncoder
      .replaceAll('qwen2.5-vl-7b', 'qwen2.5-7b')
      .replace(/ {4}images.*\n/, '');
    expect(acceptedOrIssues(blind, [])).toMatch(/no workload sends images to qwen2.5-7b/);
  });

  it.each([
    ['pools[e].engine.scheduler=sjf', /scheduler sjf is not available with role encode/],
    ['pools[e].engine.batching=static', /batching static is not available/],
    ['pools[e].engine.kvBlocks=100', /a KV cache is not available with role encode/],
    ['pools[e].engine.cudaGraphs={enabled: false}', /capturing steps is not available/],
    ['pools[e].engine.prefixCache=true', /prefix cache is not available with images/],
    ['pools[e].engine.stepTime={kind: affine, base: 1ms}', /stated step time is not available/],
    ['pools[p].host={cores: 8, stages: [{kind: tokenise, perToken: 2us}]}', /host stages are not/],
    ['budgets=[{name: row, policy: static, budget: 500W}]', /pool e has role encode, which/],
    ['routing.kvTransfer=whole', /keys and values that move from a prefill pool/],
    ['routing.policy=energy-aware', /energy-aware is not available with a pool with role encode/],
    ['fabric={topology: fat-tree, scaleOut: ib-ndr-400}', /do not flow over a topology/],
    [
      'failures=[{kind: gpu, pool: e, at: 1s, duration: 1s, inFlight: resumed}]',
      /going on from the tokens made is not available with role encode/,
    ],
    ['failures=[{kind: overheat, pool: e}]', /follows the heat of its chips; leave it out/],
    ['workloads[screens].hedge={after: 1s}', /hedging beside a pool with role encode/],
  ])('refuses by name what it does not do: %s', (set, message) => {
    expect(problems(set)).toMatch(message);
  });
});

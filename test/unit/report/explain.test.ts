import { describe, expect, it } from 'vitest';
import { engineProfiles } from '../../../src/catalog/index.ts';
import { compileScenario } from '../../../src/compile/compile.ts';
import { explain } from '../../../src/report/explain.ts';
import { explanationText } from '../../../src/report/explain-text.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';

function explained(
  engine: string,
  lengths = '{ distribution: fixed, value: 100 }',
  more: readonly string[] = [],
) {
  const text = `
name: x
workloads:
  - name: w
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 1/s }
    promptTokens: ${lengths}
    outputTokens: { distribution: fixed, value: 51 }
    maxTokens: 200
${more.map((line) => `    ${line}\n`).join('')}pools:
  - name: p
    accelerator: h100-sxm
    replicas: 2
    serves: [llama-3.1-8b]
    engine: ${engine}
`;
  const result = parseScenario(text, { file: 'x.yaml' });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('; '));
  const { scenario, defaults } = result;
  const compiled = compileScenario(scenario, { traces: {} });
  return explain({ scenario, compiled, defaults, warnings: [], traces: new Map() });
}

/** An explanation of a fleet of two kinds of chips under a router. */
function explainedFleet(routing: string, engine = '{}') {
  const text = `
name: x
workloads: [{ name: w, model: llama-3.1-8b }]
pools:
  - { name: big, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b], engine: ${engine} }
  - { name: small, accelerator: l4, replicas: 4, serves: [llama-3.1-8b], precision: { weights: fp8 } }
routing: ${routing}
`;
  const result = parseScenario(text, { file: 'x.yaml' });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('; '));
  const { scenario, defaults } = result;
  const compiled = compileScenario(scenario, { traces: {} });
  return explain({ scenario, compiled, defaults, warnings: [], traces: new Map() });
}

describe('the load of a pool', () => {
  const said = (...more: string[]) =>
    explanationText(explained('{ prefixCache: true }', undefined, more));
  const task = 'task: { abilities: [{ model: llama-3.1-8b, passAt1: 0.5 }] }';

  it('is what arrives, but for calls of strategies, whose number shows in the run', () => {
    expect(said(task)).toContain('1/s arrive');
    const voted = said(task, 'strategy: { kind: majority-vote, samples: 5 }');
    expect(voted).toMatch(/at best +[\d.]+ calls\/s/);
    expect(said(task)).toMatch(/at best +[\d.]+ requests\/s/);
    expect(voted).not.toContain('arrive');
  });

  it('says what a chain of thought is asked for, and what of it is kept', () => {
    const think = (more: string) => said(task, `strategy: { kind: think, ${more} }`);
    expect(think('budgetTokens: 1200')).toContain('asked for 1,200 tokens, which it takes');
    expect(think('effort: high, compliance: { mean: 1.3, cv: 0.5 }')).toMatch(
      /asked for 1.6 times the tokens of outputTokens, of which it takes 1.3 times as many/,
    );
  });
});

describe('explain of routers', () => {
  it('says which chips an energy-aware router fills first, and what their tokens cost', () => {
    const given = explainedFleet('{ policy: energy-aware, packTo: 16 }');
    const [line = ''] = given.routing ?? [];
    const costs = [...line.matchAll(/(big|small) \(([\d.]+) (m?)J a token\)/g)].map(
      ([, name, joules, milli]) => ({ name, joules: Number(joules) / (milli === 'm' ? 1000 : 1) }),
    );
    expect(costs.map(({ name }) => name).sort()).toEqual(['big', 'small']);
    expect(costs[0]!.joules).toBeLessThan(costs[1]!.joules);
    expect(line).toContain('up to 16 requests each');
    expect(explanationText(given)).toContain('Routing\n  llama-3.1-8b: replicas get');
  });

  it('says by what prompts find their replica, and their turn', () => {
    const engine = '{ prefixCache: true, scheduler: longest-prefix-match }';
    const lines = explainedFleet('{ policy: prefix-affinity }', engine).routing ?? [];
    expect(lines[0]).toContain('more than 30 % of its prompt was sent before');
    expect(lines[0]).toContain('more than 64 requests more');
    expect(lines[1]).toContain('big takes of those that wait');
    expect(lines[1]).toContain('128');
    expect(explainedFleet('{ policy: least-outstanding }').routing).toBeUndefined();
  });
});

describe('explain', () => {
  it('says how long the API holds a request, and where the figure comes from', () => {
    const real = explained('{ profile: vllm-v1 }');
    const [pool] = real.pools;
    expect(pool?.apiSeconds).toBe(engineProfiles['vllm-v1'].apiSeconds);
    expect(explanationText(real)).toContain('20 ms from arrival to scheduler');
    expect(pool?.sources['vllm-v1 apiSeconds']).toEqual(
      engineProfiles['vllm-v1'].sources['apiSeconds'],
    );
    expect(explanationText(explained('{ profile: ideal }'))).not.toContain('to scheduler');
    const stated = explained('{ profile: vllm-v1, stepTime: { kind: affine, base: 8ms } }');
    expect(stated.pools[0]?.apiSeconds).toBe(0);
  });

  it('reckons an affine step by hand', () => {
    const affine = '{ kind: affine, base: 8ms, perPrefillToken: 20us, perDecodeSequence: 30us }';
    const [pool] = explained(
      `{ maxSequences: 4, maxBatchedTokens: 200, stepTime: ${affine} }`,
    ).pools;
    const [alone, batch, prompts] = pool?.steps ?? [];
    expect(alone?.seconds).toBeCloseTo(0.008_03, 9);
    expect(batch?.seconds).toBeCloseTo(0.008_12, 9);
    expect(prompts?.prefillTokens).toBe(200);
    expect(prompts?.seconds).toBeCloseTo(0.012, 9);
    // A request: half of a full prompt step, and 50 decode steps shared by four.
    const requestSeconds = 0.012 / 2 + (50 * 0.008_12) / 4;
    expect(pool?.best.requestsPerSecond).toBeCloseTo(2 / requestSeconds, 6);
  });

  it('has what prompts share computed once where there is a prefix cache, and not where there is none', () => {
    const affine = '{ kind: affine, base: 0s, perPrefillToken: 1ms }';
    const shared = ['prefix: { tokens: 75, groups: 2 }'];
    const best = (prefixCache: boolean, more: readonly string[]) => {
      const engine = `{ prefixCache: ${prefixCache}, maxSequences: 4, kvBlocks: 20, stepTime: ${affine} }`;
      return explained(engine, undefined, more).pools[0];
    };
    const [cached, without, alone] = [best(true, shared), best(false, shared), best(true, [])];
    // two replicas, prompts alone take time: 25 tokens against 100
    expect(cached?.best.requestsPerSecond).toBeCloseTo(80, 6);
    expect(without?.best.requestsPerSecond).toBeCloseTo(20, 6);
    expect(alone?.best.requestsPerSecond).toBeCloseTo(20, 6);
    // 151 tokens are 10 blocks of 16; 76 of their own are 5
    expect([cached, without, alone].map((pool) => pool?.largestBatch)).toEqual([4, 2, 2]);
    expect([cached?.prefixCache?.foundTokens, without?.prefixCache]).toEqual([75, undefined]);
  });

  it('says what a roofline step is made of, to the last microsecond', () => {
    const [pool] = explained('{}').pools;
    for (const step of pool?.steps ?? []) {
      const sum = step.terms.reduce((total, term) => total + term.seconds, 0);
      expect(sum / step.seconds).toBeCloseTo(1, 9);
      expect(step.watts).toBeGreaterThan(0);
      expect(step.watts).toBeLessThanOrEqual(((pool?.limitWatts ?? 0) / 2) * (1 + 1e-12));
    }
    expect(pool?.steps[0]?.boundBy).toBe('bandwidth');
  });

  it('limits the batch by KV memory as well as by the cap', () => {
    const [pool] = explained('{ kvBlocks: 25, maxSequences: 64 }').pools;
    // 151 tokens are 10 blocks of 16.
    expect(pool?.largestBatch).toBe(2);
  });

  it('shows what clipping does to a mean', () => {
    const clipped = '{ distribution: lognormal, mean: 1000, cv: 2, max: 1000 }';
    const { promptTokens } = explained('{}', clipped).workloads[0] ?? {};
    expect(promptTokens?.lawMean).toBe(1000);
    expect(promptTokens?.realisedMean).toBeLessThan(700);
    const text = explanationText(explained('{}', clipped));
    expect(text).toContain('1,000 before clipping and rounding');
    expect(text).toContain('Defaults that were used');
  });
});

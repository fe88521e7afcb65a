import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

describe('shedding', () => {
  it('reads its limits', () => {
    const target = 'workloads[chat].slo.ttft=1s';
    expect(scenarioOf(shortest, target, 'admission={policy: deadline-shed}').admission).toEqual({
      policy: 'deadline-shed',
      windowSeconds: 10,
    });
    const tier = 'admission={policy: tier-shed, minPriority: 2, outstanding: 50}';
    expect(scenarioOf(shortest, tier).admission).toEqual({
      policy: 'tier-shed',
      minPriority: 2,
      outstanding: 50,
    });
  });

  it('by tiers is said to shed nobody where all are above the least', () => {
    const of = (minPriority: number) =>
      accepted(shortest, {
        sets: [`admission={policy: tier-shed, minPriority: ${minPriority}, outstanding: 50}`],
      }).warnings.map(({ message }) => message);
    expect(of(0)).toEqual([expect.stringMatching(/nobody would be shed/)]);
    expect(of(1)).toEqual([]);
  });

  it('by deadline needs one', () => {
    expect(errorsWith('admission={policy: deadline-shed}').join()).toMatch(/nobody would be shed/);
  });
});

describe('routing', () => {
  it('by models is said to do nothing where every replica holds all of them', () => {
    const aware = 'routing.policy=model-aware';
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [aware, ...sets] }).warnings.map(({ path }) => path);
    expect(warned()).toEqual(['routing.policy']);
    const asks = 'workloads[chat].model=llama-3.1-8b';
    const serves = 'pools[h100].serves=[llama-3.1-8b, qwen3-8b]';
    expect(warned(asks, serves, 'pools[h100].residency={models: 1}')).not.toContain(
      'routing.policy',
    );
  });

  it('keeps to itself what only some routers need', () => {
    expect(scenarioOf(shortest).routing).not.toHaveProperty('scorers');
    expect(scenarioOf(shortest).routing).not.toHaveProperty('loadFactor');
    expect(scenarioOf(shortest, 'routing={policy: consistent-hash}').routing).toMatchObject({
      loadFactor: 1.25,
    });
    const scorers = 'routing={policy: weighted-scorers, scorers: {kv: 0.1}}';
    expect(scenarioOf(shortest, scorers).routing.scorers).toEqual({
      queue: 1,
      kv: 0.1,
      promptTokens: 0,
      prefix: 0,
    });
    expect(scenarioOf(shortest, 'routing.policy=prefix-affinity').routing).toMatchObject({
      affinity: { cacheThreshold: 0.3, balanceAbsThreshold: 64, balanceRelThreshold: 1.5 },
      recordTokens: 2 ** 24,
    });
  });

  it.each([
    ['routing={policy: random, loadFactor: 2}', /random uses no loadFactor/],
    ['routing={policy: random, scorers: {kv: 1}}', /random uses no scorers/],
    ['routing={policy: consistent-hash, loadFactor: 1}', /must be more than 1/],
    ['routing={policy: weighted-scorers, scorers: {queue: 0}}', /score alike/],
    ['routing={policy: random, affinity: {cacheThreshold: 0}}', /random uses no affinity/],
    [
      'routing={policy: weighted-scorers, recordTokens: 9}',
      /weighted-scorers remembers no prompts/,
    ],
  ])('refuses %s', (set, expected) => {
    expect(errorsWith(set).join()).toMatch(expected);
  });

  const routed = [
    'workloads[chat].model=llama-3.2-3b',
    'workloads[chat].task={abilities: [{model: llama-3.2-3b, passAt1: 0.4}, {model: llama-3.1-8b, passAt1: 0.6}]}',
    'pools=[{name: small, serves: [llama-3.2-3b], accelerator: h100-sxm}, {name: large, serves: [llama-3.1-8b], accelerator: h100-sxm}]',
    'routing={policy: difficulty-aware, models: [llama-3.2-3b, llama-3.1-8b], thresholds: [70%]}',
  ];

  it('by difficulty sends every workload of one of the models to all of them', () => {
    const { scenario, warnings } = accepted(shortest, { sets: routed });
    expect(scenario.workloads[0]).toMatchObject({ routedTo: ['llama-3.2-3b', 'llama-3.1-8b'] });
    expect(scenario.routing.byDifficulty).toMatchObject({ thresholds: [0.7], routerError: 0.8 });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['routing={policy: random, models: [a, b]}', /random uses no models/],
    ['routing={policy: random, thresholds: [0.5]}', /random uses no thresholds/],
    ['routing={policy: random, routerError: 1}', /random uses no routerError/],
    ['routing={policy: difficulty-aware}', /needs models.*and thresholds/],
    ['routing.models=[llama-3.2-3b, llama-3.2-3b]', /stands here twice/],
    ['routing.models=[llama-3.2-3b]', /one model gets all requests/],
    ['routing.thresholds=[10%, 20%]', /2 models have 1 between them, not 2/],
    [
      'routing={policy: difficulty-aware, models: [llama-3.2-3b, llama-3.1-8b, qwen3-8b], thresholds: [50%, 50%]}',
      /must ascend/,
    ],
    ['routing.thresholds=[100%]', /must be less than 1/],
    ['routing.models=[qwen3-8b, llama-3.1-8b]', /no workload asks for any of qwen3-8b/],
    ['routing.models=[llama-3.2-3b, qwen3-8b]', /no pool serves qwen3-8b/],
    ['routing.models=[llama-3.2-3b, qwen3-8b]', /nobody says how well qwen3-8b/],
    ['workloads[chat].task=none', /without a task there are none/],
    ['workloads[chat].strategy={kind: majority-vote}', /not available with difficulty-aware/],
    ['rollout={from: small, to: large}', /roll-out of a model that chat is routed to/],
  ])('by difficulty refuses %s', (set, expected) => {
    expect(errorsWith(...routed, set).join()).toMatch(expected);
  });

  it('says where an interval of signals is read by nobody, and a prefix kept by none', () => {
    const said = (...sets: string[]) =>
      accepted(shortest, { sets }).warnings.map(({ path }) => path);
    expect(said('routing.signalInterval=1s')).toEqual(['routing.signalInterval']);
    expect(said('routing={policy: least-kv, signalInterval: 1s}')).toEqual([]);
    const prefix = 'workloads[chat].prefix={tokens: 100}';
    expect(said(prefix)).toEqual(['workloads[chat].prefix']);
    expect(said(prefix, 'pools[h100].engine.prefixCache=true')).toEqual([]);
  });

  it('says where nobody keeps what prefix-affinity goes by', () => {
    const said = (...sets: string[]) =>
      accepted(shortest, { sets: ['routing.policy=prefix-affinity', ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(said()).toMatch(/no pool keeps a prefix cache/);
    expect(said('pools[h100].engine.prefixCache=true')).not.toMatch(/no pool keeps/);
  });
});

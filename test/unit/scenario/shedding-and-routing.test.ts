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

  it('says where nobody keeps what prefix-affinity goes by', () => {
    const said = (...sets: string[]) =>
      accepted(shortest, { sets: ['routing.policy=prefix-affinity', ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(said()).toMatch(/no pool keeps a prefix cache/);
    expect(said('pools[h100].engine.prefixCache=true')).not.toMatch(/no pool keeps/);
  });
});

import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const off = 'pools[h100].engine.kvCache=false';

describe('an engine without KV cache', () => {
  it('has as many places as a step has tokens', () => {
    const [pool] = scenarioOf(shortest, off, 'pools[h100].engine.maxBatchedTokens=30000').pools;
    expect(pool?.engine).toMatchObject({ kvCache: false, kvBlocks: 30_000, blockTokens: 1 });
  });

  it('leaves no trace in a scenario that has one', () => {
    const [pool] = scenarioOf(shortest, 'pools[h100].engine.kvCache=true').pools;
    expect(pool?.engine).not.toHaveProperty('kvCache');
  });

  it('needs room for weights alone: the smallest tensor group that holds them', () => {
    const model = ['workloads[chat].model=llama-3.1-70b', 'pools[h100].precision.weights=fp8'];
    const tensorOf = (...sets: string[]) =>
      scenarioOf(shortest, ...model, ...sets).pools[0]?.parallelism.tensor ?? 0;
    expect(tensorOf(off)).toBeLessThanOrEqual(tensorOf());
  });

  it('says that requests larger than a step will be rejected', () => {
    const sets = [
      off,
      'workloads[chat].maxTokens=4096',
      'pools[h100].engine.maxBatchedTokens=4096',
    ];
    const messages = accepted(shortest, { sets }).warnings.map(({ message }) => message);
    expect(messages.join()).toMatch(/without a KV cache, requests of chat may need steps of \d+/);
  });

  it('refuses a step that not even the smallest request fits into', () => {
    const sets = [
      'workloads[chat].promptTokens={distribution: fixed, value: 600}',
      'pools[h100].engine.maxBatchedTokens=500',
      'pools[h100].engine.maxSequences=10',
    ];
    expect(errorsWith(off, ...sets).join()).toMatch(/the smallest has 6\d\d tokens, a step 500/);
  });

  it.each([
    ['pools[h100].engine.kvBlocks=100', /kvBlocks.*has no blocks/],
    ['pools[h100].engine.blockTokens=32', /blockTokens.*has no blocks/],
    ['pools[h100].precision.kvCache=fp8', /there is no KV cache/],
    ['routing.policy=least-kv', /has no KV cache to go by/],
    ['pools[h100].parallelism={tensor: 4, data: 2}', /without KV cache is not available with data/],
  ])('refuses %s', (set, message) => {
    expect(errorsWith(off, set).join()).toMatch(message);
  });
});

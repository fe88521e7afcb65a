import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const at = 'pools[h100].engine';

function poolWith(...sets: string[]) {
  const [pool] = compileScenario(scenarioOf(shortest, ...sets), { traces: {} }).pools;
  if (pool?.step.kind !== 'roofline') throw new Error('no roofline');
  return { ...pool.engine, hidesHost: pool.step.input.hidesHost };
}

describe('how an engine plans its steps', () => {
  it('is its profile’s way', () => {
    expect(poolWith()).not.toHaveProperty('batching');
    expect(poolWith()).not.toHaveProperty('asyncScheduling');
    const own = { batching: 'prefill-first', asyncScheduling: true, hidesHost: undefined };
    expect(poolWith(`${at}.profile=sglang`)).toMatchObject(own);
    expect(poolWith(`${at}.profile=vllm-2023`).batching).toBe('prefill-first');
    expect(poolWith(`${at}.profile=tensorrt-llm`).asyncScheduling).toBe(true);
  });

  it('is the pool’s where it says so, and hides what the profile’s engine does not', () => {
    const plain = poolWith(`${at}.profile=sglang`, `${at}.batching=continuous`);
    expect(plain).not.toHaveProperty('batching');
    const ahead = poolWith(`${at}.asyncScheduling=true`);
    expect(ahead).toMatchObject({ asyncScheduling: true, hidesHost: true });
    expect(poolWith(`${at}.batching=prefill-first`).batching).toBe('prefill-first');
  });

  it('warns where a profile was measured with what is switched off', () => {
    const sets = [`${at}.profile=sglang`, `${at}.asyncScheduling=false`];
    const messages = accepted(shortest, { sets }).warnings.map(({ message }) => message);
    expect(messages.join()).toMatch(/was measured with it/);
  });

  it('refuses both with drafts and without a cache, and leaves them out where nobody asked', () => {
    const drafts = `${at}.speculation={method: n-gram, tokens: 2, acceptance: 0.5}`;
    for (const key of ['batching=prefill-first', 'asyncScheduling=true']) {
      expect(errorsWith(drafts, `${at}.${key}`).join()).toMatch(/not available with speculation/);
      expect(errorsWith(`${at}.kvCache=false`, `${at}.${key}`).join()).toMatch(
        /without a KV cache/,
      );
    }
    expect(errorsWith(`${at}.batching=orca`, `${at}.asyncScheduling=true`).join()).toMatch(
      /asyncScheduling true is not available with batching orca/,
    );
    expect(poolWith(`${at}.batching=orca`, `${at}.profile=sglang`)).not.toHaveProperty(
      'asyncScheduling',
    );
    const cached = [`${at}.prefixCache=true`, `${at}.profile=sglang`];
    expect(poolWith(...cached)).toMatchObject({ prefixCache: true });
    expect(poolWith(...cached)).not.toHaveProperty('batching');
    const warned = accepted(shortest, { sets: cached }).warnings.map(({ message }) => message);
    expect(warned.join()).toMatch(/runs without its prefill-first and asyncScheduling/);
    const left = poolWith(drafts, `${at}.profile=sglang`);
    expect(left).not.toHaveProperty('batching');
    expect(left).not.toHaveProperty('asyncScheduling');
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario, memoryOf } from '../../../src/compile/compile.ts';
import { modelViews } from '../../../src/scenario/served-models.ts';
import { accepted, refused } from './parse-text.ts';

const text = (pool: string, other = 'qwen2.5-7b') => `
name: together
workloads:
  - { name: a, model: llama-3.1-8b, arrivals: { process: poisson, rate: 1/s } }
  - { name: b, model: ${other}, arrivals: { process: poisson, rate: 1/s } }
pools:
  - { name: both, serves: [llama-3.1-8b, ${other}], ${pool} }
`;

const messages = (pool: string, other?: string) =>
  refused(text(pool, other))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);

describe('a pool that serves several models', () => {
  it('leaves each model what the chips have beside all weights, activations and reserves', () => {
    const { scenario } = accepted(text('parallelism: { tensor: 1 }'));
    const [a, b] = modelViews(scenario.pools[0]!).map(memoryOf);
    const held = (fit: typeof a) => fit!.weightBytes + fit!.activationBytes + fit!.reserveBytes;
    expect(a!.besideBytes).toBe(held(b));
    expect(b!.besideBytes).toBe(held(a));
    expect(a!.kvBytes).toBeCloseTo(b!.kvBytes, 3);
    expect(a!.kvBytes).toBeCloseTo(0.9 * a!.memoryBytes - held(a) - held(b), 3);
  });

  it('is compiled to an engine for each, in order of groups, which both lead to its replicas', () => {
    const { scenario } = accepted(text('replicas: 2, parallelism: { tensor: 1 }'));
    const { pools, groups, workloads } = compileScenario(scenario, { traces: {} });
    expect(groups.map(({ model, replicas }) => [model, replicas])).toEqual([
      ['llama-3.1-8b', [0, 1]],
      ['qwen2.5-7b', [0, 1]],
    ]);
    expect(pools[0]!.engines!.map(({ group }) => group)).toEqual([0, 1]);
    expect(workloads.map(({ group }) => group)).toEqual([0, 1]);
  });

  it('counts stated KV blocks in those of the model with the largest', () => {
    const { scenario } = accepted(text('parallelism: { tensor: 1 }, engine: { kvBlocks: 700 }'));
    const [pool] = compileScenario(scenario, { traces: {} }).pools;
    // 32 layers of 8 heads of 128 against 28 of 4
    expect(pool!.engines!.map(({ kvBlocks }) => kvBlocks)).toEqual([700, 1600]);
  });

  it('takes chips by default that hold all of them', () => {
    const { scenario } = accepted(text('accelerator: l4'));
    expect(scenario.pools[0]!.parallelism.tensor).toBeGreaterThan(
      accepted(
        text('accelerator: l4')
          .replace('llama-3.1-8b, qwen', 'qwen')
          .replace(/.*name: a,.*\n/, ''),
      ).scenario.pools[0]!.parallelism.tensor,
    );
  });

  it('says what does not fit beside what', () => {
    expect(messages('accelerator: l4, parallelism: { tensor: 1 }').join('\n')).toMatch(
      /llama-3.1-8b does not fit.*the other models and their engines/,
    );
  });

  it('refuses what engines that share chips cannot do', () => {
    const cases: [string, RegExp][] = [
      ['parallelism: { tensor: 1, data: 2 }', /data parallelism is not available with several/],
      ['engine: { prefixCache: true }', /the prefix cache is not available with several/],
      ['engine: { kvCache: false }', /without KV cache is not available with several/],
      [
        'engine: { speculation: { method: n-gram, tokens: 2, acceptance: 0.5 } }',
        /speculation is not available with several/,
      ],
      ['engine: { preemption: swap }', /preemption swap is not available with several/],
      ['role: prefill', /role prefill is not available with several/],
      [
        'autoscaling: { policy: queue-length, target: 2, max: 3 }',
        /autoscaling is not available with sev/,
      ],
    ];
    for (const [pool, message] of cases) expect(messages(pool).join('\n')).toMatch(message);
    expect(messages('', 'resnet-50').join('\n')).toMatch(/resnet-50\) answers in one shot/);
    expect(messages('', 'llama-3.1-8b').join('\n')).toMatch(/named twice/);
  });

  it('asks for a format where the models come in several', () => {
    expect(messages('', 'gpt-oss-20b').join('\n')).toMatch(/the models come in/);
  });
});

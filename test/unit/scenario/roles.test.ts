import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { accepted, refused } from './parse-text.ts';

const text = (prompts: string, answers: string, top = '') => `
name: apart
${top}
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 1/s }
    promptTokens: { distribution: fixed, value: 1000 }
    outputTokens: { distribution: fixed, value: 10 }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 2, role: prefill, ${prompts} }
  - { name: d, accelerator: h200, replicas: 3, role: decode, ${answers} }
`;

function errors(...parts: Parameters<typeof text>): string {
  return refused(text(...parts))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`)
    .join('\n');
}

describe('pools with roles', () => {
  it('make two groups of replicas, and say what moves from one to the other', () => {
    const { scenario, defaults } = accepted(
      text('parallelism: {tensor: 1}', 'serves: [llama-3.1-8b]'),
    );
    const { groups, pools } = compileScenario(scenario, { traces: {} });
    expect(groups.map(({ replicas }) => replicas)).toEqual([
      [3, 4],
      [0, 1, 2],
    ]);
    // 2 × 8 heads × 128 dimensions × 2 bytes × 32 layers
    expect(groups[0]?.handOff).toEqual({
      group: 1,
      leastPromptTokens: 0,
      bytesPerToken: 131_072,
      bytesPerSequence: 0,
      streamedLayers: 32,
    });
    expect(groups[1]?.handOff).toBeUndefined();
    expect(pools.map(({ role }) => role)).toEqual(['decode', 'prefill']);
    // one chip of 400 Gbit/s
    expect(pools[0]?.network).toEqual({ bytesPerSecond: 36.1e9, latencySeconds: 19.8e-6 });
    const used = defaults.map(({ path }) => path);
    for (const path of ['routing.disaggregate', 'routing.kvTransfer', 'fabric.scaleOut']) {
      expect(used).toContain(path);
    }
  });

  it('hand off what the file says, by the network that it names', () => {
    const top =
      'routing: {disaggregate: {promptTokens: 500}, kvTransfer: whole}\nfabric: {scaleOut: ethernet-100}';
    const { scenario } = accepted(
      text('parallelism: {tensor: 4}', 'parallelism: {tensor: 4}', top),
    );
    const { groups, pools } = compileScenario(scenario, { traces: {} });
    expect(groups[0]?.handOff).toMatchObject({ leastPromptTokens: 500, streamedLayers: 1 });
    // four flows of one node share its adapters
    expect(pools[1]?.network?.bytesPerSecond).toBe(8.5e9);
    const never = accepted(text('', '', 'routing: {disaggregate: never}'));
    const [group] = compileScenario(never.scenario, { traces: {} }).groups;
    expect(group?.handOff?.leastPromptTokens).toBe(Infinity);
  });

  it('need each other, and a cache that both can read', () => {
    expect(errors('serves: [llama-3.1-8b]', 'serves: [qwen2.5-7b]')).toContain(
      'pools[p].role: no pool with role decode serves llama-3.1-8b',
    );
    expect(errors('precision: {kvCache: fp8}', '')).toContain(
      'pools[p].precision.kvCache: keys and values in fp8 cannot be read by the pool d',
    );
    const third = `${text('', '')}  - { name: w, accelerator: h100-sxm, replicas: 1 }\n`;
    const messages = refused(third).map(({ message }) => message);
    expect(messages.join('\n')).toContain('mixing the two is not available');
  });

  it('refuse what their engines cannot do yet', () => {
    expect(errors('parallelism: {data: 2}', '')).toContain('data parallelism is not available');
    expect(errors('', 'engine: {speculation: {method: n-gram}}')).toContain(
      'speculation is not available with role decode',
    );
    expect(errors('engine: {scheduler: vtc}', '')).toContain('the scheduler vtc');
    expect(errors('engine: {kvCache: false}', '')).toContain('an engine without KV cache');
  });

  it('scale by load alone, and fail where they stand', () => {
    expect(errors('autoscaling: {policy: slo-driven, max: 4}', '')).toContain(
      'the policy slo-driven is not available with role prefill',
    );
    const scaling = 'autoscaling: {policy: queue-length, target: 1, max: 4}';
    expect(accepted(text(scaling, scaling)).scenario.pools[1]?.autoscaling?.max).toBe(4);
    const failing = 'failures: [{kind: node, at: 10s, pool: d}]';
    expect(errors(scaling, '', failing)).toBe(
      'failures[0]: failures of a pool with role decode are not available in this version where p scales',
    );
    for (const inFlight of ['retried', 'failed'])
      accepted(text('', '', failing.replace('}', `, inFlight: ${inFlight}}`)));
    expect(errors('', '', failing.replace('}', ', inFlight: resumed}'))).toBe(
      'failures[0].inFlight: going on from the tokens made is not available with role decode: what is lost is computed anew',
    );
  });

  it('are not advised to keep the prefix cache that they cannot have', () => {
    const advice = (...sets: string[]) =>
      accepted(text('', ''), { sets }).warnings.map(({ path, fix }) => `${path}: ${fix}`);
    expect(
      advice(
        'workloads[chat].prefix={tokens: 500}',
        'prices=[{tier: chat, input: 1, output: 4, cachedInput: 0.1}]',
      ),
    ).toEqual([
      'workloads[chat].prefix: leave prefix out: none of them can',
      'prices[0].cachedInput: leave it out: none of them can keep one',
    ]);
    const task = 'workloads[chat].task={abilities: [{model: llama-3.1-8b, passAt1: 0.4}]}';
    const vote = 'workloads[chat].strategy={kind: majority-vote, samples: 3}';
    expect(advice(task, vote).filter((each) => each.includes('prefixCache'))).toEqual([]);
  });

  it('fail with the nodes of a cluster, whichever pool that is named for', () => {
    const serves = 'serves: [llama-3.1-8b]';
    const cluster = text(serves, serves, 'cluster: {nodes: [{count: 8, accelerators: 1}]}')
      .replace('h200', 'h100-sxm')
      .replace(
        'pools:',
        '  - { name: other, model: qwen2.5-7b, arrivals: {process: poisson, rate: 1/s} }\npools:',
      )
      .concat('  - { name: w, accelerator: h100-sxm, replicas: 2, serves: [qwen2.5-7b] }\n');
    const failing = (kind: string, inFlight: string) =>
      `failures=[{kind: ${kind}, at: 10s, pool: w, inFlight: ${inFlight}}]`;
    const found = (...sets: string[]) =>
      refused(cluster, { sets })
        .filter(({ severity }) => severity === 'error')
        .map(({ path, message }) => `${path}: ${message}`);
    expect(found(failing('rack', 'resumed'))).toEqual([
      'failures[0].inFlight: going on from the tokens made is not available on nodes that the pool p, with role prefill, may stand on: what is lost is computed anew',
    ]);
    const scaling = 'autoscaling={policy: queue-length, target: 1, max: 4}';
    expect(found(`pools[p].${scaling}`, `pools[d].${scaling}`, failing('node', 'retried'))).toEqual(
      [
        'failures[0]: failures on nodes that the pool p, with role prefill, may stand on are not available in this version where p scales',
      ],
    );
    accepted(cluster, { sets: [failing('rack', 'retried')] });
    // a chip is of its pool alone
    accepted(cluster, { sets: [failing('gpu', 'resumed')] });
  });

  it('alone give the keys of a hand-off a meaning', () => {
    const plain = text('', '', 'routing: {kvTransfer: whole}\nfabric: {scaleOut: roce-400}')
      .replace('role: prefill', 'role: both')
      .replace('role: decode', 'role: both');
    const paths = refused(plain).map(({ path }) => path);
    expect(paths).toContain('routing.kvTransfer');
    expect(paths).toContain('fabric');
  });
});

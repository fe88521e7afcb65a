import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const eight = [
  'workloads[chat].model=llama-3.1-8b',
  'pools[h100].serves=[llama-3.1-8b]',
  'pools[h100].parallelism={tensor: 2}',
  'pools[h100].replicas=4',
];

describe('cluster', () => {
  it('is absent unless it is written, and has nodes like those of the first pool', () => {
    expect(scenarioOf(shortest, 'cluster=none')).not.toHaveProperty('cluster');
    const { cluster } = scenarioOf(shortest, ...eight, 'cluster={nodes: [{}]}');
    expect(cluster).toEqual({
      nodes: [{ count: 1, cores: 96, accelerator: 'h100-sxm', accelerators: 8 }],
      placement: 'spread',
      quotas: [],
      priority: [],
      preemption: 'none',
    });
  });

  it('refuses what never fits, whom nobody knows, and what stands beside it', () => {
    const refused = (...sets: string[]) => errorsWith(...eight, ...sets).join('\n');
    expect(refused('cluster={nodes: [{accelerators: 6}]}')).toMatch(
      /1 of 4 replicas find no place/,
    );
    expect(refused('cluster={nodes: [{accelerator: l4}]}')).toMatch(
      /no replica of 2 h100-sxm ever/,
    );
    expect(refused('cluster={nodes: [{}], priority: [h10]}')).toMatch(/there is no pool h10/);
    expect(refused('cluster={nodes: [{}], preemption: drain}')).toMatch(/name pools in priority/);
    const few = 'cluster={nodes: [{}], quotas: [{pools: [h100], accelerators: 6}]}';
    expect(refused(few)).toMatch(/pools that stand hold 8/);
    const cores = 'pools[h100].node={coresPerReplica: 40}';
    expect(refused('cluster={nodes: [{}]}', cores)).toMatch(/2 of 4 replicas find no place/);
    const stages = 'pools[h100].host={stages: [{kind: tokenise, perToken: 2us}]}';
    expect(refused('cluster={nodes: [{}]}', stages)).toMatch(/host stages .* not available/);
  });

  it('refuses replicas that none of its nodes holds whole, as a node of the pool would', () => {
    const nodes = (size: number) => `cluster={nodes: [{count: 8, accelerators: ${size}}]}`;
    expect(errorsWith(...eight, nodes(1)).join('\n')).toMatch(
      /parallelism.tensor.*tensor 2 × pipeline 1 needs 2 accelerators of one node; nodes of the cluster have 1/,
    );
    accepted(shortest, { sets: [...eight, nodes(2)] });
  });

  it('has room for what pools keep at least, and quotas let them', () => {
    const scaling = (min: number, tensor = 1, model = 'llama-3.1-8b') =>
      `{accelerator: h100-sxm, parallelism: {tensor: ${tensor}}, serves: [${model}], autoscaling: {policy: ongoing-requests, min: ${min}, max: 4}}`;
    const pools = (a: string, b: string) =>
      `pools=[{name: a, ${a.slice(1)}, {name: b, ${b.slice(1)}]`;
    const model = 'workloads=[{name: a, model: llama-3.1-8b}, {name: b, model: qwen3-8b}]';
    const other = (min: number, tensor = 1) => scaling(min, tensor, 'qwen3-8b');
    const one = 'cluster={nodes: [{accelerators: 1}]}';
    expect(errorsWith(model, pools(scaling(1), other(1)), one).join('\n')).toMatch(
      /pools\[b\].autoscaling.min = 1: 1 of these replicas would never find a place: pools keep 2 h100-sxm at least, the cluster has 1/,
    );
    accepted(shortest, { sets: [model, pools(scaling(1), other(0)), one] });
    const quota = 'cluster={nodes: [{}], quotas: [{pools: [a, b], accelerators: 2}]}';
    expect(errorsWith(model, pools(scaling(1), other(2)), quota).join('\n')).toMatch(
      /these pools keep 3 at least/,
    );
    // one on each of two nodes leaves no pair
    const pairs = [model, pools(scaling(2), other(1, 2))];
    const warned = (placement: string) => {
      const nodes = `cluster={nodes: [{count: 2, accelerators: 2}], placement: ${placement}}`;
      const { warnings } = accepted(shortest, { sets: [...pairs, nodes] });
      return warnings.filter(({ message }) => /find no place beside those/.test(message)).length;
    };
    expect([warned('spread'), warned('pack')]).toEqual([1, 0]);
  });

  it('has nodes fail with whoever stands there', () => {
    const failing = (placement: string) => {
      const scenario = scenarioOf(
        shortest,
        ...eight,
        `cluster={nodes: [{count: 2, accelerators: 8}], placement: ${placement}}`,
        'failures=[{kind: node, at: 1m, unit: 0}]',
      );
      return compileScenario(scenario, { traces: {} }).failures?.[0]?.units;
    };
    expect(failing('pack')).toEqual([[0, 1, 2, 3], []]);
    expect(failing('spread')).toEqual([
      [0, 2],
      [1, 3],
    ]);
    const beyond = 'failures=[{kind: rack, at: 1m, unit: 1, nodesPerRack: 2}]';
    const nodes = 'cluster={nodes: [{count: 2}]}';
    expect(errorsWith(...eight, nodes, beyond)[0]).toMatch(/the cluster has 1 of that kind/);
  });

  it('starts replicas of pools that scale without waiting for a node', () => {
    const scaling =
      '{policy: queue-length, max: 4, platform: kubernetes, coldStart: {init: 10s, warmUp: 0s}}';
    const { pools } = scenarioOf(
      shortest,
      ...eight,
      `pools[h100].autoscaling=${scaling}`,
      'cluster={nodes: [{}]}',
    );
    const { coldStart, whenDown } = pools[0]!.autoscaling!;
    expect(coldStart).toMatchObject({ parts: { provisionSeconds: 0 } });
    expect(whenDown).toBe('off');
  });
});

import { describe, expect, it } from 'vitest';
import { nodes } from '../../../src/catalog/index.ts';
import { compileScenario } from '../../../src/compile/compile.ts';
import { coolingFacts } from '../../../src/physics/facility/cooling-plant.ts';
import { mostNodeWatts } from '../../../src/physics/facility/node-power.ts';
import { acceptedOrIssues, onePool } from './parse-text.ts';

const fiveReplicas = [
  'pools[p].replicas=5',
  'pools[p].parallelism={ tensor: 2 }',
  'workloads[chat].priority=3',
];

function budgets(governor: string, ...sets: readonly string[]) {
  const all = [...fiveReplicas, `pools[p].power.governor=${governor}`, ...sets];
  const result = acceptedOrIssues(onePool, all);
  if (typeof result === 'string') return result;
  const [warning] = result.warnings;
  if (warning !== undefined) return warning.message;
  return compileScenario(result.scenario, { traces: {} }).budgets;
}

describe('pools[].power.governor', () => {
  it('is nothing at all by default', () => {
    expect(budgets('none')).toBeUndefined();
  });

  it('deals a budget to each group of replicas, as much less to a smaller last one', () => {
    const found = budgets('{policy: brake, budget: 2kW, replicas: 2, low: 70%, window: 20ms}');
    expect(found).toMatchObject([
      { name: 'p/0', replicas: [0, 1], priorities: [3, 3], limitWatts: 2000 },
      { name: 'p/1', replicas: [2, 3], limitWatts: 2000 },
      { name: 'p/2', replicas: [4], limitWatts: 1000 },
    ]);
    expect(found).toMatchObject([
      {
        governor: {
          policy: 'brake',
          windowSeconds: 0.02,
          reactionSeconds: 0.1,
          low: 0.7,
          high: 0.89,
        },
      },
      {},
      {},
    ]);
    expect(budgets('{policy: static, budget: 6kW}')).toMatchObject([
      { name: 'p', limitWatts: 6000 },
    ]);
  });

  it('is refused without a budget, below what boards need, and where no clock is known', () => {
    expect(budgets('static')).toMatch(
      /holds a budget, and there is none; write governor: \{policy: static/,
    );
    expect(budgets('{policy: brake, budget: 500W}')).toMatch(
      /10 boards need \d+ W to work at their lowest clock; write \d+W or more/,
    );
    expect(budgets('{policy: brake, budget: 7kW}')).toMatch(
      /never binds: 10 boards draw 7000 W at most/,
    );
    expect(budgets('{policy: brake, budget: 5kW, replicas: 6}')).toMatch(/the pool has 5 replicas/);
    expect(budgets('{policy: brake, budget: 5kW, low: 95%}')).toMatch(/is above the second, 89 %/);
    const affine = 'pools[p].engine.stepTime={kind: affine, base: 8ms}';
    expect(budgets('{policy: brake, budget: 5kW}', affine)).toMatch(/whatever the clock/);
    const drafts = 'pools[p].engine.speculation={method: n-gram, tokens: 2, acceptance: 0.5}';
    expect(budgets('{policy: brake, budget: 5kW}', drafts)).toMatch(
      /speculation is not available on boards under a power governor/,
    );
  });

  const rack = (nodes: number, kilowatts: number) =>
    `facility={rack: {nodes: ${nodes}, powerLimit: ${kilowatts}kW}}`;

  it('holds racks to what they give, less what nodes take beside their accelerators', () => {
    const found = budgets('proportional', rack(1, 7), 'pools[p].node={template: hgx-h100}');
    // four replicas of two chips in a node of eight
    expect(found).toMatchObject([{ name: 'p/0', replicas: [0, 1, 2, 3] }, { replicas: [4] }]);
    const [whole, part] = found as readonly { readonly limitWatts: number }[];
    const { nodeFanShare } = coolingFacts.air;
    expect(mostNodeWatts(nodes['hgx-h100'], whole!.limitWatts, nodeFanShare)).toBeCloseTo(7000, 6);
    expect(part!.limitWatts).toBeCloseTo(whole!.limitWatts / 4, 9);
    const two = budgets('{policy: brake}', rack(2, 14), 'pools[p].node={template: hgx-h100}');
    expect(two).toMatchObject([{ name: 'p', replicas: [0, 1, 2, 3, 4] }]);
  });

  it('is what a rack needs that could take more than it is given, and no less than its boards need', () => {
    expect(budgets('none', rack(4, 30))).toMatch(
      /needs somebody who holds it to that; .*power.governor: proportional/,
    );
    expect(budgets('static', 'facility={}')).toMatch(/holds a budget, and there is none/);
    expect(budgets('static', rack(4, 10))).toMatch(
      /a rack leaves \d+ W for 32 boards, which need \d+ W/,
    );
    expect(budgets('{policy: brake, replicas: 2}', rack(1, 7))).toMatch(
      /a rack says how many replicas/,
    );
  });
});

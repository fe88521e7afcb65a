import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { pointId, sweepHash } from '../../../src/sweep/identity.ts';
import type { SweepPlan } from '../../../src/sweep/plan.ts';
import { accepted, shortest } from '../scenario/parse-text.ts';
import { planOf, pointOf } from './plan-of.ts';

const { scenario } = accepted(shortest);
const id = (over: Partial<Scenario> = {}, hash = 'hash', tables: SweepPlan['tables'] = 'none') =>
  pointId(hash, { ...scenario, ...over }, tables);

describe('the identity of a point', () => {
  it('is 64 hexadecimal digits, the same for the same', () => {
    expect(id()).toMatch(/^[0-9a-f]{64}$/);
    expect(id()).toBe(id({ name: 'another name', description: 'another text' }));
    const shuffled = Object.fromEntries(Object.entries(scenario.outputs).reverse());
    expect(id({ outputs: shuffled as unknown as Scenario['outputs'] })).toBe(id());
  });

  it('changes with whatever changes a part', () => {
    const ids = [
      id(),
      id({}, 'another hash'),
      id({ seed: '2' }),
      id({ outputs: { ...scenario.outputs, percentiles: 'sketch' } }),
      id({ outputs: { ...scenario.outputs, timeseriesSeconds: 1 } }),
      id({}, 'hash', 'all'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the identity of a sweep', () => {
  const hash = (over: Partial<SweepPlan> = {}) => sweepHash(planOf(2, over));

  it('leaves out its name and what is said of it', () => {
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
    expect(hash({ name: 'another', description: 'text' })).toBe(hash());
  });

  it('covers all of the plan that stands in the table or its metadata', () => {
    const hashes = [
      hash(),
      hash({ workloads: ['other'] }),
      hash({ workloads: ['chat', 'other'] }),
      hash({ seed: '2' }),
      hash({ scenarioHash: 'another scenario' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('changes with its version, design, replications, rule, tables, axes and points', () => {
    const stop = {
      metric: 'e2e.p99',
      column: 'e2e_p99_seconds',
      relativeHalfWidth: 0.1,
      maxReplications: 9,
    };
    const hashes = [
      hash(),
      hash({ version: '9' }),
      hash({ design: { kind: 'list', samples: null, seed: '1' } }),
      hash({ replications: 2 }),
      hash({ stop }),
      hash({ stop: { ...stop, relativeHalfWidth: 0.2 } }),
      hash({ tables: 'all' }),
      hash({ columns: [{ path: 'y', type: 'float64', unit: null }] }),
      hash({ points: [pointOf(0)] }),
      hash({ points: [pointOf(1), pointOf(0)] }),
      hash({ points: [pointOf(0, [7]), pointOf(1)] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('survives the way to the disk and back', () => {
    const plan = planOf(3, { points: [pointOf(0, [null]), pointOf(1, ['word']), pointOf(2)] });
    expect(sweepHash(JSON.parse(JSON.stringify(plan)) as SweepPlan)).toBe(sweepHash(plan));
  });
});

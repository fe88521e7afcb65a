import type { PlannedPoint, SweepPlan } from '../../../src/sweep/plan.ts';

/** A point with an identity made of its number. */
export function pointOf(index: number, values: PlannedPoint['values'] = [index]): PlannedPoint {
  const id = index.toString(16).padStart(16, '0').padEnd(64, 'f');
  return { index, values, id, scenarioHash: `hash of ${index}` };
}

/** A plan of so many points over one axis, with nothing in it that a test does not say. */
export function planOf(points: number, over: Partial<SweepPlan> = {}): SweepPlan {
  return {
    name: 'plan',
    description: '',
    version: '0.1.0',
    workloads: ['chat'],
    design: { kind: 'grid', samples: null, seed: '1' },
    seed: '1',
    scenarioHash: 'scenario',
    replications: 1,
    stop: null,
    tables: 'none',
    columns: [{ path: 'x', type: 'float64', unit: null }],
    points: Array.from({ length: points }, (_, index) => pointOf(index)),
    ...over,
  };
}

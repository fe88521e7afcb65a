import { describe, expect, it } from 'vitest';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import { replicationNoise } from '../../../src/summary/sensitivity/noise.ts';
import { sweepSensitivity } from '../../../src/summary/sweep-sensitivity.ts';

const axes = ['rate', 'replicas'].map((path) => ({ column: path, path, unit: null }));
const points = [1, 2, 3].flatMap((rate) => [10, 20].map((replicas) => [rate, replicas] as const));
const statuses = (changed: Readonly<Record<number, ReplicationStatus>> = {}) =>
  points.flatMap((_, point) => [0, 1].map((r) => changed[2 * point + r] ?? 'completed'));

function analyse(
  changed: Readonly<Record<number, ReplicationStatus>> = {},
  kind = 'grid',
  spread = 1,
) {
  const rows = points.flatMap(([rate, replicas]) =>
    [-spread, spread].map((noise) => ({ rate, replicas, noise })),
  );
  const sweep = {
    seed: '1',
    axes: ['rate', 'replicas'],
    points: points.map((levels, point) => ({ levels, rows: [2 * point, 2 * point + 1] })),
    statuses: statuses(changed),
    columns: new Map([
      ['e2e_p99_seconds', Float64Array.from(rows, ({ rate, noise }) => 10 * rate + noise)],
      ['requests_per_second', Float64Array.from(rows, ({ replicas }) => replicas)],
      ['accuracy', Float64Array.from(rows, () => Number.NaN)],
    ]),
  };
  return sweepSensitivity(sweep, axes, { kind, numbers: points.map((_, number) => number) });
}

describe('sweepSensitivity', () => {
  it('ranks the axes for each figure that the sweep has', () => {
    const found = analyse();
    expect(found.map(({ metric }) => metric)).toEqual(['e2e_p99_seconds', 'requests_per_second']);
    expect(found[0]?.axes.map(({ axis }) => axis)).toEqual(['rate', 'replicas']);
    expect(found[1]?.axes.map(({ axis }) => axis)).toEqual(['replicas', 'rate']);
    expect(found[0]).toMatchObject({ unit: 's', better: 'lower', mean: 20, overloaded: 0 });
    expect(found[0]?.axes[0]?.first?.value).toBeCloseTo(1, 12);
    // Both replications err alike at every point, so that chance moves none against another.
    expect(found[0]?.noiseShare).toBe(0);
  });

  it('takes no share of chance from copies', () => {
    const found = analyse({}, 'grid', 0);
    expect(found[0]).toMatchObject({ copied: 6, noiseShare: null, method: 'grid' });
    expect(analyse()[0]).toMatchObject({ copied: 0 });
  });

  it('leaves overloaded points out of latencies only, failed and cut-off replications out of all', () => {
    const [e2e, rate] = analyse({ 0: 'overloaded', 4: 'failed', 6: 'failed', 7: 'interrupted' });
    expect(e2e).toMatchObject({ points: 4, overloaded: 1, missing: 1, method: 'unbalanced-grid' });
    expect(rate).toMatchObject({ points: 5, overloaded: 0, missing: 1 });
  });
});

describe('replicationNoise', () => {
  it('is s² ÷ R where points have nothing in common', () => {
    const source = createStream('noise');
    const values = Array.from({ length: 4000 }, () =>
      Array.from({ length: 5 }, () => 3 * drawNormal(source)),
    );
    const noise = replicationNoise(values);
    const mean = noise.reduce((sum, each) => sum + each, 0) / noise.length;
    expect(mean).toBeCloseTo(9 / 5, 1);
  });

  it('takes out what a replication adds at all points', () => {
    const source = createStream('shared noise');
    const shared = Array.from({ length: 6 }, () => 50 * drawNormal(source));
    const values = Array.from({ length: 2000 }, (_, point) =>
      shared.map((each) => point + each + drawNormal(source)),
    );
    const noise = replicationNoise(values);
    const mean = noise.reduce((sum, each) => sum + each, 0) / noise.length;
    expect(mean).toBeCloseTo(1 / 6, 1);
  });

  it('is unknown for a single replication, and passes over missing ones', () => {
    expect(replicationNoise([[1], [Number.NaN, 2]])).toEqual([Number.NaN, Number.NaN]);
    const [first] = replicationNoise([[1, Number.NaN, 3]]);
    // 1 and 3 vary by 2, and their mean by half of it.
    expect(first).toBe(1);
    expect(replicationNoise([])).toEqual([]);
  });

  it('is not too small for few points', () => {
    const source = createStream('two points');
    const trials = 3000;
    let sum = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const values = [0, 1].map(() => [0, 1, 2].map(() => drawNormal(source)));
      sum += replicationNoise(values)[0] ?? Number.NaN;
    }
    expect(sum / trials).toBeGreaterThan(0.9 / 3);
    expect(sum / trials).toBeLessThan(1.1 / 3);
  });
});

import { describe, expect, it } from 'vitest';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import {
  type AxisLevel,
  compareSweeps,
  type SweepMetricComparison,
  type SweptFigures,
} from '../../../src/summary/sweep-comparison.ts';

/** What `replications` of a point gives for each metric. */
type Measure = (
  levels: readonly AxisLevel[],
  replication: number,
) => Readonly<Record<string, number>>;

function sweepOf(
  points: readonly (readonly AxisLevel[])[],
  measure: Measure,
  more: Partial<SweptFigures> & { readonly replications?: number } = {},
): SweptFigures {
  const { replications = 4, ...over } = more;
  const rows = points.flatMap((levels) =>
    Array.from({ length: replications }, (_, replication) => measure(levels, replication)),
  );
  const names = Object.keys(rows[0] ?? {});
  return {
    seed: '1',
    axes: ['rate', 'policy'],
    points: points.map((levels, point) => ({
      levels,
      rows: Array.from({ length: replications }, (_, r) => point * replications + r),
    })),
    statuses: rows.map((): ReplicationStatus => 'completed'),
    columns: new Map(
      names.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? Number.NaN)]),
    ),
    ...over,
  };
}

const points = [8, 12, 16].flatMap((rate) =>
  ['random', 'round-robin'].map((policy) => [rate, policy]),
);
/** Replications vary a lot, but alike. */
const shared = [0, 3, -2, 5];
const base: Measure = ([rate = 0], replication) => ({
  ttft_p99_seconds: Number(rate) + (shared[replication] ?? 0),
  requests_per_second: Number(rate),
  busy: 0.1 * replication,
});
/** At 16/s everything is better by a fifth, but for ±0.01. */
const faster: Measure = (levels, replication) => {
  const before = base(levels, replication);
  const cut = levels[0] === 16 ? 3.2 + 0.01 * (replication % 2) : 0;
  return { ...before, ttft_p99_seconds: (before['ttft_p99_seconds'] ?? 0) - cut };
};

const metricIn = (
  { metrics }: { readonly metrics: readonly SweepMetricComparison[] },
  name: string,
): SweepMetricComparison => {
  const found = metrics.find(({ metric }) => metric === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};

describe('compareSweeps', () => {
  it('counts the points at which B is better, and tells the largest differences', () => {
    const found = compareSweeps(sweepOf(points, base), sweepOf(points, faster));
    expect(found).toMatchObject({ paired: true, matched: 6, onlyA: [], onlyB: [], overloaded: 0 });
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99).toMatchObject({ unit: 's', better: 'lower', points: 6, higher: 0, lower: 2 });
    expect(p99.verdicts).toMatchObject({ better: 2, worse: 0, same: 4, undecided: 0, unknown: 0 });
    expect(p99.largest).toHaveLength(5);
    expect(p99.largest[0]).toMatchObject({ levels: [16, 'random'], verdict: 'better', count: 4 });
    expect(p99.largest[0]?.relative).toBeCloseTo(-3.205 / 17.5, 12);
    expect(metricIn(found, 'requests_per_second').verdicts.same).toBe(6);
    expect(p99.medianRelative).toBe(0);
  });

  it('matches points by their levels, in whatever order and under whatever order of axes', () => {
    const turned = sweepOf(
      points.map(([rate = null, policy = null]) => [policy, rate]).reverse(),
      ([policy = null, rate = null], replication) => faster([rate, policy], replication),
      { axes: ['policy', 'rate'] },
    );
    const found = compareSweeps(sweepOf(points, base), turned);
    expect(found.matched).toBe(6);
    expect(metricIn(found, 'ttft_p99_seconds').verdicts).toMatchObject({ better: 2, same: 4 });
  });

  it('names the points that only one has, and matches repeated ones one by one', () => {
    const [first = [], ...others] = points;
    const left = sweepOf([first, first, ...others], base);
    const right = sweepOf([first, ...others.slice(1), [20, 'random']], base);
    const found = compareSweeps(left, right);
    expect(found.matched).toBe(5);
    expect(found.onlyA).toEqual([first, others[0]]);
    expect(found.onlyB).toEqual([[20, 'random']]);
  });

  it('does not pair sweeps of other seeds', () => {
    const found = compareSweeps(sweepOf(points, base), sweepOf(points, faster, { seed: '2' }));
    expect(found.paired).toBe(false);
    expect(found.pairingReason).toContain('the seeds are 1 and 2');
    expect(metricIn(found, 'ttft_p99_seconds').verdicts).toMatchObject({ better: 0, undecided: 6 });
  });

  it('leaves overloaded points out of latencies, and cut-off replications out of everything', () => {
    const statuses = sweepOf(points, base).statuses.map((status, row) =>
      row === 1 ? 'overloaded' : row === 23 ? 'interrupted' : status,
    );
    const found = compareSweeps(sweepOf(points, base), sweepOf(points, faster, { statuses }));
    expect(found.overloaded).toBe(1);
    expect(metricIn(found, 'requests_per_second').points).toBe(6);
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99.points).toBe(5);
    expect(p99.largest.find(({ levels }) => levels.join() === '16,round-robin')?.count).toBe(3);
  });

  it('says that single replications do not tell', () => {
    const one = { replications: 1 };
    const found = compareSweeps(sweepOf(points, base, one), sweepOf(points, faster, one));
    expect(metricIn(found, 'ttft_p99_seconds')).toMatchObject({ points: 6, lower: 2, higher: 0 });
    expect(metricIn(found, 'ttft_p99_seconds').verdicts).toMatchObject({ unknown: 2, same: 4 });
    expect(found).toMatchObject({ single: 6, copied: 0 });
  });

  it('tells points that failed from single replications', () => {
    const failing = (rows: readonly number[]) => ({
      statuses: sweepOf(points, base).statuses.map((status, row) =>
        rows.includes(row) ? ('failed' as const) : status,
      ),
    });
    const left = sweepOf(points, base, failing([0, 1, 2, 3, 4, 5, 6, 7]));
    // The first point failed in both, the second in A alone; the third has one replication left in B.
    const right = sweepOf(points, faster, failing([0, 1, 2, 3, 8, 9, 10]));
    expect(compareSweeps(left, right)).toMatchObject({ failed: 2, single: 1, matched: 6 });
  });

  it('takes no copies for certain', () => {
    const copy =
      (measure: Measure): Measure =>
      (levels) =>
        measure(levels, 0);
    const found = compareSweeps(sweepOf(points, copy(base)), sweepOf(points, copy(faster)));
    expect(found).toMatchObject({ single: 0, copied: 6 });
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99.verdicts).toMatchObject({ unknown: 2, same: 4, better: 0 });
    expect(p99.largest[0]).toMatchObject({ interval: null, verdict: null });
  });

  it('has intervals of the largest differences that say what the verdicts say', () => {
    const found = compareSweeps(sweepOf(points, base), sweepOf(points, faster));
    const p99 = metricIn(found, 'ttft_p99_seconds');
    // Two of two that vary are called: 1 − 2 · 0.05 ÷ 2.
    expect(p99.intervalLevel).toBeCloseTo(0.95, 12);
    for (const { interval, verdict } of p99.largest) {
      const excludesZero = interval !== null && (interval[0] > 0 || interval[1] < 0);
      expect(excludesZero).toBe(verdict === 'better' || verdict === 'worse');
    }
  });

  it('leaves out metrics that no point has in both', () => {
    const without: Measure = (levels, replication) => ({
      ...base(levels, replication),
      ttft_p99_seconds: Number.NaN,
    });
    const found = compareSweeps(sweepOf(points, base), sweepOf(points, without));
    expect(found.metrics.map(({ metric }) => metric)).toEqual(['requests_per_second', 'busy']);
  });

  it('seldom calls a difference where there is none: at most 5 % of what it calls, on average', () => {
    const many = Array.from({ length: 300 }, (_, i) => [i, 'random'] as const);
    const chance =
      (salt: number): Measure =>
      ([rate = 0], replication) => {
        // A hash of its place, uniform on [0, 1).
        const x = Math.sin(Number(rate) * 12.9898 + replication * 78.233 + salt) * 43_758.5453;
        return { busy: 1 + (x - Math.floor(x)) };
      };
    const found = compareSweeps(sweepOf(many, chance(1)), sweepOf(many, chance(2)));
    const { higher, lower, undecided } = metricIn(found, 'busy').verdicts;
    expect(higher + lower).toBeLessThan(3);
    expect(undecided).toBeGreaterThan(297);
  });
});

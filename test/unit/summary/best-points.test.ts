import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestPoints,
  figureOf,
  isSwamped,
  type ReplicationResult,
} from '../../../src/summary/best-points.ts';
import { shownMetrics } from '../../../src/summary/metric-traits.ts';

const at = (name: string) => shownMetrics.findIndex((metric) => metric.name === name);

/** A replication with these metrics, and no others. */
function replication(
  metrics: Readonly<Record<string, number>>,
  status: ReplicationResult['status'] = 'completed',
): ReplicationResult {
  return { status, metrics: shownMetrics.map(({ name }) => metrics[name] ?? Number.NaN) };
}

const latencies = (...values: number[]) =>
  values.map((value) => replication({ e2e_p99_seconds: value }));

const failed = replication({}, 'failed');
const overloaded = replication({ e2e_p99_seconds: 0.001 }, 'overloaded');

function bestLatency(points: readonly (readonly ReplicationResult[])[]) {
  const [best, ...more] = bestPoints(points);
  expect(more).toEqual([]);
  return best;
}

describe('figureOf', () => {
  it('is the mean with its 95 % interval by Student’s t', () => {
    const { mean, interval } = figureOf(latencies(3, 4, 5), at('e2e_p99_seconds'));
    // s = 1, n = 3 and t(0.975; 2) = 4.302653.
    const half = 4.302652729749 / Math.sqrt(3);
    expect(mean).toBe(4);
    expect(interval?.[0]).toBeCloseTo(4 - half, 9);
    expect(interval?.[1]).toBeCloseTo(4 + half, 9);
  });

  it('stays in the range of the metric, and has no interval without a spread', () => {
    const [low] = figureOf(latencies(1, 2, 9), at('e2e_p99_seconds')).interval ?? [];
    expect(low).toBe(0);
    const shares = [0.8, 0.95, 1].map((value) => replication({ slo_attainment: value }));
    expect(figureOf(shares, at('slo_attainment')).interval?.[1]).toBeLessThan(1);
    expect(figureOf(latencies(2, 2, 2), at('e2e_p99_seconds')).interval).toBeNull();
  });

  it('has no interval for one replication, and no mean for none', () => {
    expect(figureOf(latencies(4), at('e2e_p99_seconds'))).toEqual({ mean: 4, interval: null });
    expect(figureOf([], 0)).toEqual({ mean: null, interval: null });
    expect(figureOf([failed, failed], 0)).toEqual({ mean: null, interval: null });
  });

  it('leaves out the replications without the figure', () => {
    const some = [failed, ...latencies(1, 3)];
    expect(figureOf(some, at('e2e_p99_seconds')).mean).toBe(2);
  });
});

describe('bestPoints', () => {
  it('names the best point, those that are not told from it, and how many are worse', () => {
    const points = [
      latencies(5, 6.1, 7, 8),
      latencies(1, 2, 3, 4),
      latencies(1.2, 1.7, 3.4, 3.9),
      latencies(9, 10, 11.1, 12),
    ];
    expect(bestLatency(points)).toMatchObject({
      metric: 'e2e_p99_seconds',
      point: 1,
      mean: 2.5,
      tied: [2],
      worse: 2,
    });
  });

  it('compares pair by pair: what all points share tells nothing', () => {
    // The replications differ by far more than the points do, but alike at each.
    const shared = [1, 50, 900, 20];
    const points = [0.3, 0, 0.1].map((more, index) =>
      latencies(...shared.map((value, of) => value + more + 0.001 * ((of + index) % 3))),
    );
    expect(bestLatency(points)).toMatchObject({ point: 1, tied: [], worse: 2 });
  });

  it('takes differences that are always the same for unknown', () => {
    const points = [latencies(1, 2), latencies(2, 3), latencies(1, 2)];
    expect(bestLatency(points)).toMatchObject({ point: 0, tied: [2, 1], worse: 0, untold: null });
  });

  it('tells nothing from copies', () => {
    const points = [latencies(9, 9, 9), latencies(1, 1, 1)];
    expect(bestLatency(points)).toMatchObject({
      point: 1,
      mean: 1,
      interval: null,
      tied: [0],
      worse: 0,
      untold: 'copies',
    });
  });

  it('asks for more the more points are compared', () => {
    // The difference 1 ± 0.4 has p = 0.038 by itself, and 0.15 among four.
    const best = latencies(1, 2, 3);
    const other = latencies(1.65, 3, 4.35);
    const same = (points: number) => [best, ...Array.from({ length: points }, () => other)];
    expect(bestLatency(same(1))).toMatchObject({ tied: [], worse: 1 });
    expect(bestLatency(same(4))).toMatchObject({ tied: [1, 2, 3, 4], worse: 0 });
  });

  it('tells nothing from one replication each', () => {
    expect(bestLatency([latencies(9), latencies(1), latencies(2)])).toMatchObject({
      point: 1,
      interval: null,
      tied: [2, 0],
      worse: 0,
      untold: 'single',
    });
  });

  it('pairs what there is of both where points have different numbers of replications', () => {
    const points = [latencies(1, 2, 3, 1, 2, 3), latencies(11, 12.1, 13)];
    expect(bestLatency(points)).toMatchObject({ point: 0, tied: [], worse: 1 });
  });

  it('leaves out points of which a replication was overloaded or failed', () => {
    const points = [
      [...latencies(0.1), overloaded],
      [...latencies(0.1), failed],
      [],
      latencies(5, 6),
      latencies(7, 9),
    ];
    expect(bestLatency(points)?.point).toBe(3);
    expect(bestPoints(points.slice(0, 3))).toEqual([]);
    expect(bestPoints([])).toEqual([]);
  });

  it('takes the most of what is to be high, and the least of what is to be low', () => {
    const points = [1, 2, 3].map((value) =>
      [0, 0.1].map((more) =>
        replication({
          requests_per_second: value + more,
          goodput_requests_per_second: 10 - value + more,
          joules_per_request: value + more,
          ttft_p99_seconds: 5 - value + more,
          slo_attainment: value / 10,
        }),
      ),
    );
    expect(bestPoints(points).map(({ metric, point }) => [metric, point])).toEqual([
      ['ttft_p99_seconds', 2],
      ['requests_per_second', 2],
      ['goodput_requests_per_second', 0],
      ['joules_per_request', 0],
    ]);
  });

  it('does not take energy for good where most requests completed after the window', () => {
    // 100 W over 100 s: of 1000 requests that were measured and completed, this many did so in the window.
    const point = (inWindow: number, watts = 100) =>
      [0, 0.01].map((more) =>
        replication({
          requests_per_second: inWindow / 100 + more,
          joules_per_request: (watts * 100) / 1000,
          accelerator_average_watts: watts,
          e2e_p99_seconds: 1000 - inWindow + more,
        }),
      );
    const [calm, swamped, edge] = [point(990), point(20, 50), point(805, 90)];
    expect([calm, swamped, edge].map(isSwamped)).toEqual([false, true, false]);
    const best = bestPoints([calm, swamped, edge]);
    const by = (wanted: string) => best.find(({ metric }) => metric === wanted);
    expect(by('joules_per_request')).toMatchObject({ point: 2, tied: [0], worse: 0 });
    // Latencies of swamped points are bad enough to take part.
    expect(by('e2e_p99_seconds')?.tied).toEqual([2, 1]);
    expect(bestPoints([swamped]).map(({ metric }) => metric)).not.toContain('joules_per_request');
  });

  it('knows of no window where there is no energy', () => {
    expect(isSwamped([])).toBe(false);
    expect(isSwamped([failed, ...latencies(1)])).toBe(false);
    const idle = { requests_per_second: 1, joules_per_request: 0, accelerator_average_watts: 0 };
    expect(isSwamped([replication(idle)])).toBe(false);
    expect(isSwamped([replication({ ...idle, requests_per_second: 0 })])).toBe(false);
  });

  it('takes the first of equals', () => {
    const points = [latencies(3, 4.01), latencies(1, 2), latencies(1, 2)];
    expect(bestLatency(points)).toMatchObject({ point: 1, tied: [2], worse: 1 });
  });

  it('accounts for every point that takes part, in any order of the points', () => {
    const point = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    const property = fc.property(fc.array(point, { minLength: 1, maxLength: 6 }), (values) => {
      const best = bestLatency(values.map((each) => latencies(...each)));
      if (best === undefined) throw new Error('there is no best point');
      const means = values.map((each) => each.reduce((sum, value) => sum + value, 0) / 3);
      expect(means[best.point]).toBeCloseTo(Math.min(...means), 12);
      expect(best.tied.length + best.worse + 1).toBe(values.length);
      expect(best.tied).not.toContain(best.point);
      const tied = best.tied.map((index) => means[index] ?? 0);
      for (const [index, mean] of tied.entries()) {
        expect(mean).toBeGreaterThanOrEqual((tied[index - 1] ?? 0) - 1e-12);
      }
      const reversed = bestLatency(values.toReversed().map((each) => latencies(...each)));
      expect(reversed?.worse).toBe(best.worse);
      expect(reversed?.mean).toBe(best.mean);
    });
    fc.assert(property, { numRuns: 200, seed: 20260101 });
  });
});

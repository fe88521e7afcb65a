import { describe, expect, it } from 'vitest';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import { type ReplicatedFigures, singleNumbers } from '../../../src/summary/pairing.ts';
import { compareRuns, type MetricComparison } from '../../../src/summary/run-comparison.ts';
import { requestSeriesOf } from './request-runs.ts';

function figuresOf(
  columns: Readonly<Record<string, readonly number[]>>,
  more: Partial<ReplicatedFigures> = {},
): ReplicatedFigures {
  const [first = []] = Object.values(columns);
  return {
    seed: '1',
    numbers: [...first.keys()],
    statuses: first.map((): ReplicationStatus => 'completed'),
    columns: new Map(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    requests: null,
    ...more,
  };
}

const metricIn = (
  { metrics }: { readonly metrics: readonly MetricComparison[] },
  name: string,
): MetricComparison => {
  const found = metrics.find(({ metric }) => metric === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};

/** A p99 that B has 1 s lower but for little, and a rate about which nothing is to be seen. */
const a = {
  ttft_p99_seconds: [10, 12, 11, 13, 9],
  requests_per_second: [5, 5.2, 4.9, 5.1, 5],
  busy: [0.5, 0.6, 0.5, 0.6, 0.5],
};
const b = {
  ttft_p99_seconds: [9.1, 10.9, 10, 12.1, 7.9],
  requests_per_second: [5.1, 5.1, 5, 5, 5],
  busy: [0.7, 0.81, 0.7, 0.8, 0.7],
};

describe('compareRuns', () => {
  it('pairs replications of the same seed', () => {
    const found = compareRuns(figuresOf(a), figuresOf(b));
    expect(found.pairing).toMatchObject({ method: 'paired-replications', replications: [5, 5] });
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99).toMatchObject({ a: 11, b: 10, unit: 's', better: 'lower', verdict: 'better' });
    expect(p99.difference).toBeCloseTo(-1, 12);
    expect(p99.relative).toBeCloseTo(-1 / 11, 12);
    expect(p99.varianceReduction).toBeGreaterThan(100);
    expect(metricIn(found, 'requests_per_second').verdict).toBe('undecided');
    expect(metricIn(found, 'busy')).toMatchObject({ better: null, verdict: 'higher' });
  });

  it('does not pair replications of other seeds: what was sure is no longer', () => {
    const found = compareRuns(figuresOf(a), figuresOf(b, { seed: '2' }));
    expect(found.pairing.method).toBe('independent-replications');
    expect(found.pairing.reason).toContain('the seeds are 1 and 2');
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99).toMatchObject({ verdict: 'undecided', varianceReduction: null });
    const more = p99.replicationsForOnePercent ?? 0;
    const paired = metricIn(compareRuns(figuresOf(a), figuresOf(b)), 'ttft_p99_seconds');
    expect(more).toBeGreaterThan(50 * (paired.replicationsForOnePercent ?? 0));
  });

  it('judges what is shown together, by Bonferroni, and nothing else', () => {
    const found = compareRuns(figuresOf(a), figuresOf(b));
    const rate = metricIn(found, 'requests_per_second');
    const p99 = metricIn(found, 'ttft_p99_seconds');
    expect(p99.adjustedPValue).toBeCloseTo(2 * (p99.pValue ?? 0), 12);
    expect(rate.adjustedPValue).toBeCloseTo(Math.min(1, 2 * (rate.pValue ?? 0)), 12);
    expect(found.shownLevel).toBe(0.975);
    expect(metricIn(found, 'busy')).toMatchObject({ shown: false, adjustedPValue: null });
  });

  it('shows intervals that exclude 0 exactly where there is a verdict', () => {
    // p of about 0.03 and 0.0001: by themselves both are differences, together one is.
    const left = { ttft_p99_seconds: [1, 1, 1, 1], tpot_mean_seconds: [1, 1, 1, 1] };
    const right = {
      ttft_p99_seconds: [1.1, 1.3, 1.15, 1.4],
      tpot_mean_seconds: [1.2, 1.21, 1.19, 1.2],
      busy: [1],
    };
    const { metrics } = compareRuns(figuresOf(left), figuresOf(right));
    const [weak, strong] = metrics;
    expect(weak?.pValue).toBeLessThan(0.05);
    expect(weak).toMatchObject({ verdict: 'undecided' });
    expect(weak?.interval?.[0]).toBeLessThan(0);
    expect(strong).toMatchObject({ verdict: 'worse' });
    expect(strong?.interval?.[0]).toBeGreaterThan(0);
  });

  it('takes what is always apart by the same for no certainty', () => {
    const later = { ...a, ttft_p99_seconds: a.ttft_p99_seconds.map((value) => value + 0.1) };
    const found = metricIn(compareRuns(figuresOf(a), figuresOf(later)), 'ttft_p99_seconds');
    expect(found).toMatchObject({
      verdict: null,
      interval: null,
      pValue: null,
      standardError: 0,
      replicationsForOnePercent: null,
    });
    expect(found.difference).toBeCloseTo(0.1, 12);
  });

  it('keeps the differences of shares within what shares can differ by', () => {
    const few = { slo_attainment: [0.1, 0.9] };
    const found = compareRuns(figuresOf(few), figuresOf({ slo_attainment: [0.9, 0.8] }));
    expect(metricIn(found, 'slo_attainment').interval).toEqual([-1, 1]);
  });

  it('counts replications that are copies of each other as one run', () => {
    const copied = (ttft: number) => ({
      ttft_mean_seconds: [ttft, ttft, ttft],
      requests_per_second: [1, 1, 1],
      accuracy: [Number.NaN, Number.NaN, Number.NaN],
    });
    const left = figuresOf(copied(0.5), { requests: requestSeriesOf() });
    const right = figuresOf(copied(0.6), { requests: requestSeriesOf({ slower: 0.1 }) });
    const found = compareRuns(left, right);
    expect(found.pairing).toMatchObject({
      method: 'paired-sections',
      replications: [1, 1],
      copies: [true, true],
    });
    expect(found.pairing.reason).toContain('copies count once');
    expect(metricIn(found, 'requests_per_second')).toMatchObject({
      verdict: 'same',
      interval: null,
    });
    const bare = compareRuns(figuresOf(copied(0.5)), figuresOf(copied(0.6)));
    expect(bare.pairing.method).toBe('none');
    expect(metricIn(bare, 'ttft_mean_seconds')).toMatchObject({ verdict: null, interval: null });
    // Where one side is drawn, its replications tell its chance.
    const drawn = { ...copied(0.6), ttft_mean_seconds: [0.6, 0.61, 0.62] };
    expect(compareRuns(left, figuresOf(drawn)).pairing).toMatchObject({
      method: 'paired-replications',
      copies: [true, false],
    });
  });

  it('compares as many replications as both have, whole ones only', () => {
    const cut = figuresOf(b, {
      statuses: ['completed', 'overloaded', 'completed', 'completed', 'interrupted'],
    });
    const found = compareRuns(figuresOf(a), cut);
    expect(found.pairing.replications).toEqual([4, 4]);
    expect(found.pairing.reason).toContain('the 4 that both have are compared');
    expect(metricIn(found, 'ttft_p99_seconds')).toMatchObject({ count: 4, a: 11.5 });
  });

  it('pairs replications by their number where one has lost some', () => {
    const left = figuresOf({ ttft_p99_seconds: [10, 30, 50] }, { numbers: [0, 2, 4] });
    const right = figuresOf({ ttft_p99_seconds: [11, 21, 31.5] }, { numbers: [0, 1, 2] });
    for (const [one, other, sign] of [
      [left, right, 1],
      [right, left, -1],
    ] as const) {
      const found = compareRuns(one, other);
      expect(found.pairing).toMatchObject({
        method: 'paired-replications',
        replications: [2, 2],
      });
      expect(found.pairing.reason).toContain('; the 2 that both have are compared');
      const p99 = metricIn(found, 'ttft_p99_seconds');
      expect(p99.count).toBe(2);
      expect(p99.difference).toBeCloseTo(1.25 * sign, 12);
    }
  });

  it('does not pair replications with few numbers in common', () => {
    const left = figuresOf({ ttft_p99_seconds: [10, 30] }, { numbers: [0, 1] });
    const right = figuresOf({ ttft_p99_seconds: [21, 31.5, 20] }, { numbers: [1, 2, 3] });
    const found = compareRuns(left, right);
    expect(found.pairing).toMatchObject({
      method: 'independent-replications',
      replications: [2, 3],
    });
    expect(found.pairing.reason).toBe('both have the seed 1, but one replication only in common');
    expect(singleNumbers(left, right)).toEqual([1, 1]);
    const apart = figuresOf({ ttft_p99_seconds: [5] }, { numbers: [4] });
    expect(singleNumbers(left, apart)).toEqual([0, 4]);
    const alone = figuresOf({ ttft_p99_seconds: [21] }, { numbers: [1] });
    expect(metricIn(compareRuns(left, alone), 'ttft_p99_seconds').difference).toBe(-9);
  });

  it('leaves out pairs in which a figure is null, and what is null everywhere', () => {
    const withNull = { ...b, ttft_p99_seconds: [9.1, Number.NaN, 10, 12.1, 7.9] };
    const found = compareRuns(figuresOf(a), figuresOf(withNull));
    expect(metricIn(found, 'ttft_p99_seconds')).toMatchObject({ count: 4, a: 10.75 });
    const none = { ...a, ttft_p99_seconds: [0, 0, 0, 0, 0].map(() => Number.NaN) };
    expect(metricIn(compareRuns(figuresOf(none), figuresOf(b)), 'ttft_p99_seconds')).toMatchObject({
      a: null,
      difference: null,
      verdict: null,
    });
  });

  it('takes a difference of rounding for none', () => {
    const almost = { ttft_p99_seconds: a.ttft_p99_seconds.map((value) => value * (1 + 1e-14)) };
    const found = compareRuns(
      figuresOf({ ttft_p99_seconds: a.ttft_p99_seconds }),
      figuresOf(almost),
    );
    expect(metricIn(found, 'ttft_p99_seconds')).toMatchObject({ difference: 0, verdict: 'same' });
  });

  it('has no ratio to a figure that is 0', () => {
    const [zero, one] = [figuresOf({ expired: [0, 0] }), figuresOf({ expired: [2, 4] })];
    expect(metricIn(compareRuns(zero, one), 'expired')).toMatchObject({
      difference: 3,
      relative: null,
    });
    expect(metricIn(compareRuns(zero, zero), 'expired')).toMatchObject({
      relative: 0,
      verdict: 'same',
    });
  });
});

describe('compareRuns, one run each', () => {
  const single = { ttft_mean_seconds: [0.5], slo_attainment: [0.9], requests_per_second: [1] };

  it('cuts the same requests into sections', () => {
    const found = compareRuns(
      figuresOf(single, { requests: requestSeriesOf() }),
      figuresOf(single, { requests: requestSeriesOf({ slower: 0.5, gaps: 1.1 }) }),
    );
    expect(found.pairing.method).toBe('paired-sections');
    expect(found.pairing.reason).toContain('at other instants');
    expect(metricIn(found, 'slo_attainment')).toMatchObject({ verdict: 'worse', count: 20 });
    // Every request is slower by the same: no section tells another difference.
    expect(metricIn(found, 'ttft_mean_seconds')).toMatchObject({ verdict: null, standardError: 0 });
    expect(metricIn(found, 'requests_per_second')).toMatchObject({
      verdict: 'same',
      interval: null,
      replicationsForOnePercent: null,
    });
  });

  it('takes runs of other requests for independent, and says why', () => {
    const other = figuresOf(single, { seed: '2', requests: requestSeriesOf({ seed: '2' }) });
    const found = compareRuns(figuresOf(single, { requests: requestSeriesOf() }), other);
    expect(found.pairing.method).toBe('independent-sections');
    expect(found.pairing.reason).toContain('the seeds are 1 and 2');
    expect(metricIn(found, 'ttft_mean_seconds').verdict).toBe('undecided');
  });

  it('has no intervals without the requests', () => {
    const found = compareRuns(
      figuresOf(single, { requests: requestSeriesOf() }),
      figuresOf({ ttft_mean_seconds: [0.6], requests_per_second: [1] }),
    );
    expect(found.pairing.method).toBe('none');
    const mean = metricIn(found, 'ttft_mean_seconds');
    expect(mean).toMatchObject({ interval: null, verdict: null });
    expect(mean.difference).toBeCloseTo(0.1, 12);
  });
});

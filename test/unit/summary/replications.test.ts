import { describe, expect, it } from 'vitest';
import { combineReplications, combineRows } from '../../../src/summary/replications.ts';
import type { RunSummary } from '../../../src/summary/run-summary.ts';

/** As much of a summary as the rules of combining can tell apart. */
function summaryOf(value: number, more: object = {}): RunSummary {
  return {
    scenario: 'a',
    status: 'completed',
    warnings: ['same', `own ${value}`],
    validity: [],
    wallSeconds: 1,
    events: 100,
    counts: { offered: 10 + value, completed: 10 + value },
    latency: {
      e2eSeconds: { mean: value, p99: 2 * value, max: 3, count: 5, ci: { mean: [0, 9] } },
    },
    throughput: { requestsPerSecond: value, promptTokensPerSecond: null },
    answer: {
      sloMet: value > 1,
      workloads: [{ workload: 'w', attainment: value / 4, target: 0.5, met: value / 4 >= 0.5 }],
    },
    ...more,
  } as unknown as RunSummary;
}

describe('combineReplications', () => {
  const combined = combineReplications([summaryOf(1), summaryOf(2), summaryOf(3)]);
  // t(2, 0.975) = 4.3027 (any table), s = 1, n = 3.
  const half = 4.3027 / Math.sqrt(3);

  it('gives means with the t-interval between replications', () => {
    const { e2eSeconds } = combined.latency;
    expect(e2eSeconds.mean).toBe(2);
    // 2 − 2.48: no time is below 0.
    expect(e2eSeconds.ci.mean?.[0]).toBe(0);
    expect(e2eSeconds.ci.mean?.[1]).toBeCloseTo(2 + half, 3);
    expect(e2eSeconds.ci.p99?.[1]).toBeCloseTo(4 + 2 * half, 3);
    expect(combined.throughput).toMatchObject({
      requestsPerSecond: 2,
      promptTokensPerSecond: null,
    });
  });

  it('adds up what is a total, and leaves counts as they are to be added', () => {
    expect(combined).toMatchObject({ replications: 3, wallSeconds: 3, events: 300 });
    expect(combined.latency.e2eSeconds.count).toBe(15);
    expect(combined.counts).toEqual({ offered: 12, completed: 12 });
  });

  it('judges targets by the mean attainment, and keeps each warning once', () => {
    expect(combined.answer.workloads[0]).toMatchObject({ attainment: 0.5, met: true });
    expect(combined.answer.sloMet).toBe(true);
    expect(combined.warnings).toEqual(['same', 'own 1', 'own 2', 'own 3']);
  });

  it('takes the worst status, and averages over what is there', () => {
    const overloaded = combineReplications([summaryOf(1, { status: 'overloaded' }), summaryOf(2)]);
    expect(overloaded.status).toBe('overloaded');
    const blocks = [summaryOf(1, { throughput: { requestsPerSecond: null } }), summaryOf(4)];
    expect(combineReplications(blocks).throughput.requestsPerSecond).toBe(4);
  });

  it('keeps shares between 0 and 1, also in blocks of them', () => {
    const answer = (ttft: number) => ({
      sloMet: null,
      workloads: [],
      slowest: { parts: { queue: ttft } },
    });
    const block = combineReplications(
      [0.2, 0.9, 0.99].map((share) =>
        summaryOf(1 + share, { slo: { attainment: share }, answer: answer(share) }),
      ),
    ) as unknown as Record<string, { ci: Record<string, [number, number]> }>;
    const { attainment } = block['slo']?.ci ?? {};
    expect(attainment?.[0]).toBeGreaterThan(0);
    expect(attainment?.[1]).toBeLessThan(1);
    const { slowest } = block['answer'] as unknown as { slowest: { parts: typeof block } };
    expect(slowest.parts['ci']).toEqual({ queue: attainment });
  });

  it('has no interval for a figure that all replications share, and none at all for copies', () => {
    const shared = combineReplications([
      summaryOf(1, { slo: { attainment: 1 } }),
      summaryOf(2, { slo: { attainment: 1 } }),
    ]);
    expect(shared.slo).toMatchObject({ attainment: 1, ci: { attainment: null } });
    expect(shared.warnings.join()).not.toContain('copies');
    const copies = [1, 2, 3].map((wallSeconds) => summaryOf(4, { wallSeconds }));
    const { latency, warnings } = combineReplications(copies);
    expect(latency.e2eSeconds).toMatchObject({ mean: 4, ci: { mean: null, p99: null } });
    expect(warnings.at(-1)).toMatch(
      /^the 3 replications are copies of each other, so there are no intervals/,
    );
    expect(warnings.at(-1)).toContain('a trace is replayed');
  });

  it('has no interval for one replication', () => {
    expect(combineReplications([summaryOf(1)]).latency.e2eSeconds.ci.mean).toBeNull();
  });
});

describe('combineRows', () => {
  const row = (value: number | null) => ({
    scope: 'all',
    metric: 'e2e',
    statistic: 'mean',
    value,
    unit: 's',
    ci: null,
    count: 7,
    replications: 1,
  });

  it('keeps intervals in the range of their metric, and has none without a spread', () => {
    const rows = (values: readonly number[], metric: string) =>
      combineRows(values.map((value) => [{ ...row(value), metric }]))[0]?.ci;
    expect(rows([1, 5], 'e2e')?.[0]).toBe(0);
    expect(rows([0.7, 0.99], 'slo_attainment')?.[1]).toBeLessThan(1);
    expect(rows([1, 1, 1], 'slo_attainment')).toBeNull();
  });

  it('averages rows of the same place and says how many replications stand behind each', () => {
    const [both, one, none] = combineRows([
      [row(1), row(5), row(null)],
      [row(3), row(null), row(null)],
    ]);
    expect(both).toMatchObject({ value: 2, count: 14, replications: 2 });
    expect(one).toMatchObject({ value: 5, ci: null, replications: 1 });
    expect(none).toMatchObject({ value: null, ci: null, replications: 0 });
  });
});

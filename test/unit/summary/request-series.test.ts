import { describe, expect, it } from 'vitest';
import { studentCritical } from '../../../src/summary/paired.ts';
import { commonRequests, requestDifferences } from '../../../src/summary/request-series.ts';
import { requestSeriesOf } from './request-runs.ts';

const critical = studentCritical(0.95);

describe('commonRequests', () => {
  it('tells the same requests from others, and the same instants from others', () => {
    const a = requestSeriesOf();
    expect(commonRequests(a, requestSeriesOf({ slower: 1 }))).toBe('same-instants');
    expect(commonRequests(a, requestSeriesOf({ gaps: 2 }))).toBe('other-instants');
    expect(commonRequests(a, requestSeriesOf({ seed: '2' }))).toBe('none');
    expect(commonRequests(a, requestSeriesOf({ length: 1999 }))).toBe('none');
  });
});

describe('requestDifferences', () => {
  const differences = requestDifferences(requestSeriesOf(), requestSeriesOf({ slower: 0.5 }), {
    critical,
    paired: true,
  });

  it('has mean, p50, p90, p95 and p99 of five distributions, and attainment', () => {
    expect(differences.size).toBe(26);
    for (const name of ['ttft_p50_seconds', 'request_p99_joules', 'slo_attainment']) {
      expect(differences.has(name), name).toBe(true);
    }
  });

  it('knows no error of what every request has in common', () => {
    const ttft = differences.get('ttft_p90_seconds');
    expect(ttft?.difference).toBeCloseTo(0.5, 12);
    const unknown = { interval: null, pValue: null, standardError: 0 };
    expect(ttft).toMatchObject(unknown);
    expect(differences.get('tpot_mean_seconds')).toMatchObject({ difference: 0, ...unknown });
    // Uniform draws: 40 % of them lie below 0.4 = 0.9 − 0.5, 90 % below 0.9.
    const attained = differences.get('slo_attainment');
    expect(attained?.difference).toBeCloseTo(-0.5, 1);
    expect(attained?.interval?.[1]).toBeLessThan(-0.4);
  });

  it('takes the requests that both have measured, where the warm-ups differ', () => {
    const a = requestSeriesOf({ warmup: 10 });
    const b = requestSeriesOf({ warmup: 400, slower: 1 });
    const found = requestDifferences(a, b, { critical, paired: true }).get('ttft_mean_seconds');
    expect(found?.difference).toBeCloseTo(1, 12);
    expect(found?.count).toBe(20);
  });

  it('leaves out what nothing measured has', () => {
    const empty = requestSeriesOf({ warmup: 2000 });
    expect(requestDifferences(empty, empty, { critical, paired: true }).size).toBe(0);
  });
});

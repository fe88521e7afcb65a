import { describe, expect, it } from 'vitest';
import { metricColumns } from '../../../src/record/tables/metrics.ts';
import {
  betterOf,
  figureRange,
  isComparable,
  isLatency,
  isShare,
  metricOf,
  shownMetrics,
} from '../../../src/summary/metric-traits.ts';

describe('what is known of a metric', () => {
  it.each([
    ['ttft_p99_seconds', 'lower'],
    ['request_p99_joules', 'lower'],
    ['request_p99_tokens', null],
    ['requests_per_second', 'higher'],
    ['goodput_requests_per_second', 'higher'],
    ['joules_per_request', 'lower'],
    ['accelerator_average_watts', 'lower'],
    ['busy', null],
    ['chat_ttft_p99_seconds', 'lower'],
    ['a_goodput_2_requests_per_second', 'higher'],
    ['deadline_margin_seconds', 'higher'],
    ['chat_abandoned_share', 'lower'],
    ['availability', 'higher'],
    ['nonsense', null],
  ])('%s gets better as it gets %s', (column, better) => {
    expect(betterOf(column)).toBe(better);
  });

  it('finds the metric behind the prefix of a workload, the longest name first', () => {
    expect(metricOf('chat_goodput_requests_per_second')?.name).toBe('goodput_requests_per_second');
    expect(metricOf('goodput_2_requests_per_second')?.name).toBe('requests_per_second');
    expect(metricOf('replication')).toBeNull();
    expect(metricOf('stopped_early')).toBeNull();
  });

  it('compares figures, not the ends of their intervals, the counts of their samples or other columns', () => {
    for (const name of ['ttft_p99_ci_low_seconds', 'e2e_count', 'point', 'status', 'replication']) {
      expect(isComparable(name), name).toBe(false);
    }
    for (const name of ['ttft_p99_seconds', 'chat_slo_attainment', 'offered']) {
      expect(isComparable(name), name).toBe(true);
    }
  });

  it('knows latencies', () => {
    expect(['queue_max_seconds', 'chat_e2e_p50_seconds'].every(isLatency)).toBe(true);
    expect(['simulated_seconds', 'requests_per_second', 'request_p50_joules'].some(isLatency)).toBe(
      false,
    );
  });

  it('knows the shares by what their columns say', () => {
    const told = metricColumns([]).filter(({ description }) => description.includes('0 to 1'));
    expect(told.length).toBeGreaterThan(5);
    expect(metricColumns([]).filter(({ name }) => isShare(name))).toEqual(told);
    expect(isShare('chat_slo_attainment')).toBe(true);
    expect(isShare('nonsense')).toBe(false);
  });

  it('knows what can be below 0: the margin to a deadline', () => {
    expect(figureRange('chat_deadline_margin_seconds')).toBe('signed');
    expect(figureRange('e2e_mean_seconds')).toBe('positive');
    expect(figureRange('hedged_share')).toBe('share');
  });

  it('shows columns that exist, each once', () => {
    const names = metricColumns([]).map(({ name }) => name);
    expect(shownMetrics.filter(({ name }) => !names.includes(name))).toEqual([]);
    expect(new Set(shownMetrics.map(({ label }) => label)).size).toBe(shownMetrics.length);
    expect(shownMetrics.every(({ name }) => isComparable(name))).toBe(true);
  });
});

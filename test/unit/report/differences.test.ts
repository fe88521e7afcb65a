import { describe, expect, it } from 'vitest';
import { axisLevel, pointLevels } from '../../../src/report/axis-levels.ts';
import { rangeBar } from '../../../src/report/bars.ts';
import {
  metricDistance,
  metricValue,
  ratio,
  signed,
  signedRatio,
  signedSpan,
} from '../../../src/report/differences.ts';

const seconds = { metric: 'ttft_p99_seconds', unit: 's' };
const attainment = { metric: 'slo_attainment', unit: null };

describe('differences for people', () => {
  it.each([
    [metricValue(0.0213, seconds), '21.3 ms'],
    [metricValue(12.34, { metric: 'requests_per_second', unit: '1/s' }), '12.3/s'],
    [metricValue(1234, { metric: 'joules_per_request', unit: 'J' }), '1.23 kJ'],
    [metricValue(0.02, { metric: 'usd_per_request', unit: 'USD' }), '0.02 USD'],
    [metricValue(0.983, attainment), '98.3 %'],
    [metricValue(0.9993, attainment), '99.93 %'],
    [metricValue(12, { metric: 'expired', unit: null }), '12'],
    [metricValue(null, seconds), '–'],
    [metricDistance(-0.0214, seconds), '21.4 ms'],
    [metricDistance(-0.0043, attainment), '0.43 points'],
    [signed(-3, '3 s'), '−3 s'],
    [signed(3, '3 s'), '+3 s'],
    [signed(0, '0 s'), '0 s'],
    [ratio(0.1234), '12 %'],
    [ratio(-0.01234), '1.2 %'],
    [ratio(0.000_123), '0.012 %'],
    [ratio(12.3), '1,230 %'],
    [signedRatio(-0.5), '−50 %'],
    [signedRatio(null), '–'],
    [signedSpan([-0.001, 0.02], seconds), '−1 to +20 ms'],
    [axisLevel(12, '1/s'), '12/s'],
    [axisLevel(400, 'W'), '400 W'],
    [axisLevel(0.5, 's'), '500 ms'],
    [axisLevel('round-robin', null), 'round-robin'],
    [axisLevel(null, 'W'), "the scenario's own"],
    [pointLevels([12, 'random'], ['rate', 'policy'], ['1/s', null]), 'rate 12/s, policy random'],
  ])('%s is %s', (shown, wanted) => expect(shown).toBe(wanted));
});

describe('rangeBar', () => {
  const scale = { from: 0, to: 8 };

  it('spans its part of the scale, to an eighth of a character at the right', () => {
    expect(rangeBar(scale, scale, 8)).toBe('████████');
    expect(rangeBar({ from: 2, to: 4 }, scale, 8)).toBe('  ██    ');
    expect(rangeBar({ from: 0, to: 2.5 }, scale, 8)).toBe('██▌     ');
  });

  it('shows a hair where there is nothing to span, also at the very end', () => {
    expect(rangeBar({ from: 3, to: 3 }, scale, 8)).toBe('   ▏    ');
    expect(rangeBar({ from: 8, to: 8 }, scale, 8)).toHaveLength(8);
    expect(rangeBar({ from: 5, to: 5 }, { from: 5, to: 5 }, 4)).toBe('▏   ');
  });
});

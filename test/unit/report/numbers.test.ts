import { describe, expect, it } from 'vitest';
import {
  counted,
  figure,
  missing,
  percent,
  quantity,
  seconds,
  span,
  whole,
  withMargin,
} from '../../../src/report/numbers.ts';

describe('numbers for people', () => {
  it.each([
    [figure(0), '0'],
    [figure(1.23456), '1.23'],
    [figure(12_345.6), '12,346'],
    [figure(0.000_012_3), '1.23e-5'],
    [figure(Number.POSITIVE_INFINITY), '∞'],
    [figure(null), missing],
    [figure(Number.NaN), missing],
    [whole(1_234_567.4), '1,234,567'],
    [counted(1, 'call'), '1 call'],
    [counted(0.9999, 'call'), '1 call'],
    [counted(2.5, 'call'), '2.5 calls'],
    [counted(12_345_678, 'transfer'), '12,345,678 transfers'],
    [counted(null, 'call'), `${missing} calls`],
    [seconds(0), '0 s'],
    [seconds(2.5e-6), '2.5 µs'],
    [seconds(0.0213), '21.3 ms'],
    [seconds(1.5), '1.5 s'],
    [seconds(1800), '30 min'],
    [seconds(36_000), '10 h'],
    [seconds(Number.POSITIVE_INFINITY), '∞'],
    [quantity(999, 'W'), '999 W'],
    [quantity(3.35e12, 'B/s'), '3.35 TB/s'],
    [quantity(0.5, 'J'), '0.5 J'],
    [quantity(null, 'J'), missing],
    [percent(0.5), '50 %'],
    [percent(0.012), '1.2 %'],
    [percent(1), '100 %'],
    [percent(0), '0 %'],
    [percent(0.9), '90 %'],
    [percent(0.9876), '98.76 %'],
    [percent(0.951), '95.1 %'],
    [span('21 ms', '55 ms'), '21 to 55 ms'],
    [span('900 µs', '1.2 ms'), '900 µs to 1.2 ms'],
    [span('0.0973/s', '0.102/s'), '0.0973 to 0.102/s'],
    [span('16', '32'), '16 to 32'],
    [span('1.2e-5 s', '3 s'), '1.2e-5 to 3 s'],
    [withMargin(2, [1.9, 2.1], seconds), '2 s ±5.0%'],
    [withMargin(2, [1.9, 2.4], seconds), '2 s ±20%'],
    [withMargin(2, [0, 4], seconds), '2 s (0 to 4 s)'],
    [withMargin(2, [0, 27], seconds), '2 s (0 to 27 s)'],
    [withMargin(0, [0, 1], seconds), '0 s (0 to 1 s)'],
  ])('%s is %s', (shown, wanted) => expect(shown).toBe(wanted));

  it('never rounds a missed target up to all', () => {
    expect(percent(0.9993)).toBe('99.93 %');
    expect(percent(0.999_999)).toBe('>99.99 %');
  });
});

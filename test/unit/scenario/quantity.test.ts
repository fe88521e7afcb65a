import { describe, expect, it } from 'vitest';
import {
  type DimensionName,
  parseQuantity,
  quantityPattern,
} from '../../../src/scenario/quantity.ts';

const good: readonly (readonly [DimensionName, unknown, number])[] = [
  ['time', '500ms', 0.5],
  ['time', '20us', 20e-6],
  ['time', '2ns', 2e-9],
  ['time', '5m', 300],
  ['time', '5 min', 300],
  ['time', '1.5h', 5400],
  ['time', '2d', 172_800],
  ['time', 3, 3],
  ['time', '3', 3],
  ['time', '1e3ms', 1],
  ['bytes', '80GB', 80e9],
  ['bytes', '80GiB', 80 * 2 ** 30],
  ['bytes', '1kB', 1000],
  ['bytes', '1 KiB', 1024],
  ['bandwidth', '3.35TB/s', 3.35e12],
  ['rate', '12/s', 12],
  ['rate', '30/min', 0.5],
  ['rate', '3600/h', 1],
  ['power', '700W', 700],
  ['power', '45kW', 45_000],
  ['energy', '2kWh', 7.2e6],
  ['share', '10%', 0.1],
  ['share', 0.25, 0.25],
  ['flops', '989TFLOPS', 989e12],
  ['flops', '1 PFLOP/s', 1e15],
  ['flops', '1979TOPS', 1979e12],
  ['temperature', '24C', 24],
  ['temperature', '24°C', 24],
  ['energyPrice', '0.08 USD/kWh', 0.08],
  ['tokenPrice', '4 USD/M', 4],
  ['carbonIntensity', '400g/kWh', 400],
];

const bad: readonly (readonly [DimensionName, unknown])[] = [
  ['time', '500mss'],
  ['time', '500MS'],
  ['time', '80GB'],
  ['time', '1e999s'],
  ['time', Number.NaN],
  ['time', Number.POSITIVE_INFINITY],
  ['time', ''],
  ['time', null],
  ['time', true],
  ['time', '1_000s'],
  ['time', '12:30'],
  ['rate', '12'.concat('/year')],
  ['bytes', '8k'],
  ['power', '0x10W'],
  ['share', '10%%'],
];

describe('parseQuantity', () => {
  it.each(good)('reads %s %j as %d', (name, value, expected) => {
    const result = parseQuantity(value, name);
    expect(result.ok && result.value).toBeCloseTo(expected, 12);
  });

  it.each(bad)('refuses %s %j and names the accepted units', (name, value) => {
    const result = parseQuantity(value, name);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.fix).toContain('write it');
  });

  it('agrees with the pattern that editors get', () => {
    for (const [name, value] of good) {
      if (typeof value === 'string') expect(value).toMatch(new RegExp(quantityPattern(name), 'u'));
    }
    for (const [name, value] of bad) {
      if (typeof value !== 'string' || value === '1e999s') continue;
      expect(value).not.toMatch(new RegExp(quantityPattern(name), 'u'));
    }
  });

  it('names the wrong unit', () => {
    const result = parseQuantity('3 furlongs', 'time');
    expect(!result.ok && result.message).toBe('furlongs is not a unit of a time');
  });
});

import { describe, expect, it } from 'vitest';
import { accelerators } from '../../../src/catalog/index.ts';
import {
  atClock,
  awakeAt,
  awakeWatts,
  clockUnder,
  joulesAt,
  leastCapWatts,
  lowestClock,
  voltageAt,
} from '../../../src/physics/power.ts';

const chips = Object.values(accelerators);
const h100 = accelerators['h100-sxm'];

describe('the curve of voltage by clock', () => {
  it('is flat below the knee and straight above', () => {
    expect(voltageAt(0.2)).toBe(voltageAt(0.6));
    expect(voltageAt(1)).toBe(1);
    const half = (1 + 0.606) / 2;
    expect(voltageAt(half)).toBeCloseTo((1 + 0.667) / 2, 12);
    expect(joulesAt(half)).toBeCloseTo(voltageAt(half) ** 2, 15);
    expect(awakeAt(0.45, 1)).toBeCloseTo(0.45, 12);
    expect(awakeAt(0.45, 0.5)).toBeCloseTo(0.23 + 0.22 * 0.5 * 0.667 ** 2, 12);
    // what is less than the part that stays follows no clock
    expect(awakeAt(0.07, 0.5)).toBe(0.07);
  });
});

describe('clockUnder', () => {
  it.each(chips)('draws the cap at the clock it names: $id', (chip) => {
    expect(clockUnder(chip, chip.boardWatts)).toBe(1);
    const least = leastCapWatts(chip);
    let last = 0;
    for (const share of [0.001, 0.2, 0.5, 0.8, 0.999]) {
      const cap = least + share * (chip.boardWatts - least);
      const clock = clockUnder(chip, cap);
      const work = chip.boardWatts - awakeWatts(chip, 1);
      expect(awakeWatts(chip, clock) + work * clock * joulesAt(clock)).toBeCloseTo(cap, 6);
      expect(clock).toBeGreaterThan(last);
      last = clock;
    }
    expect(clockUnder(chip, least)).toBeCloseTo(lowestClock, 6);
  });

  it('leaves less where links draw power beside the processors', () => {
    expect(clockUnder(h100, 500, 20)).toBeLessThan(clockUnder(h100, 500));
  });
});

describe('atClock', () => {
  it('takes peaks with the clock, and bandwidth below the knee only', () => {
    const slow = atClock(h100, 0.8);
    expect(slow.peak.bf16).toBeCloseTo(0.8 * 989e12, 0);
    expect(slow.memoryBandwidth).toBe(h100.memoryBandwidth);
    expect(atClock(h100, 0.275).memoryBandwidth).toBeCloseTo(h100.memoryBandwidth / 2, 0);
    expect(atClock(h100, 1)).toBe(h100);
  });
});

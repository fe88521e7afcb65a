import { describe, expect, it } from 'vitest';
import { HotChips } from '../../../../src/engine/power/hot-chips.ts';
import { Calendar } from '../../../../src/kernel/calendar.ts';
import { thermalPath } from '../../../../src/physics/heat.ts';
import { leakedShare, leakingTemperatures } from '../../../../src/physics/leakage.ts';

const path = thermalPath(0.065, 0.28, 1, 60);
const IDLE = 75;

describe('HotChips that leak', () => {
  it('draw what the closed form and small steps of the true equations say, and hold their board for it', () => {
    const calendar = new Calendar(1);
    const leakage = {
      share: 0.2,
      perKelvin: 0.0145,
      referenceCelsius: 65,
      mostCelsius: 99,
      limitWatts: 700,
    };
    const cooling = { path, inletCelsius: 40, slowdownCelsius: 95, shutdownCelsius: 99, leakage };
    const caps: number[] = [];
    const place = { calendar, slot: 0 };
    const chips: HotChips = new HotChips(cooling, 1, IDLE, place, () => {
      caps.push(chips.leak!.limitWatts / (1 + chips.leak!.mostShare));
    });
    const until = (seconds: number) => {
      while (calendar.size > 0 && calendar.nextTime < seconds) chips.onEvent();
    };
    const start = leakingTemperatures(path, IDLE, 40, leakage)!;
    expect(chips.junctionAt(1)).toBeCloseTo(start.junctionCelsius, 9);
    until(1);
    chips.change(1, 640, 0, Number.POSITIVE_INFINITY);
    until(121);
    // Heun's steps of 5 ms, without any line
    let [junction, sink, leaked] = [start.junctionCelsius, start.sinkCelsius, 0];
    const rates = (tj: number, ts: number) => {
      const more = 640 * leakedShare(leakage, tj);
      const passed = (tj - ts) / path.junctionKelvinPerWatt;
      const left = (ts - 40) / path.sinkKelvinPerWatt;
      return [
        (640 + more - passed) / path.junctionJoulesPerKelvin,
        (passed - left) / path.sinkJoulesPerKelvin,
        more,
      ] as const;
    };
    const step = 0.005;
    for (let i = 0; i < 120 / step; i++) {
      const [a, b, c] = rates(junction, sink);
      const [d, e, f] = rates(junction + step * a, sink + step * b);
      junction += (step * (a + d)) / 2;
      sink += (step * (b + e)) / 2;
      leaked += (step * (c + f)) / 2;
    }
    const before = IDLE * leakedShare(leakage, start.junctionCelsius);
    expect(Math.abs(chips.junctionAt(121) - junction)).toBeLessThan(0.02);
    expect(Math.abs(chips.leak!.joulesAt(121) - before - leaked)).toBeLessThan(10);
    until(5000);
    const steady = leakingTemperatures(path, 640, 40, leakage)!.junctionCelsius;
    // the line about the last crossing, at most 2 K away
    expect(Math.abs(chips.junctionAt(5000) - steady)).toBeLessThan(0.02);
    expect(steady).toBeGreaterThan(40 + 640 * 0.065);
    for (const cap of caps.slice(1)) expect(cap).toBeLessThanOrEqual(caps[0]!);
    const room = caps.at(-1)! * (1 + leakedShare(leakage, chips.junctionAt(5000)));
    expect(room).toBeLessThanOrEqual(700);
    expect(room).toBeGreaterThan(690);
    expect(chips.leak!.firstRunawaySeconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('run away where each kelvin leaks more than leaves, are said to, and stay finite', () => {
    const calendar = new Calendar(1);
    const leakage = {
      share: 0.5,
      perKelvin: 0.05,
      referenceCelsius: 65,
      mostCelsius: 92,
      limitWatts: 700,
    };
    const cooling = { path, inletCelsius: 40, slowdownCelsius: 89, shutdownCelsius: 92, leakage };
    const switched: number[] = [];
    const heard = (isOff: boolean, seconds: number) => {
      if (isOff) switched.push(seconds);
    };
    const chips = new HotChips(cooling, 1, IDLE, { calendar, slot: 0 }, () => {}, heard);
    chips.change(1, 600, 0, Number.POSITIVE_INFINITY);
    while (switched.length === 0) chips.onEvent();
    const { firstRunawaySeconds } = chips.leak!;
    expect(firstRunawaySeconds).toBeGreaterThan(1);
    expect(firstRunawaySeconds).toBeLessThan(switched[0]!);
    expect(chips.junctionAt(switched[0]!)).toBeCloseTo(92, 6);
    const goesOn = new HotChips(cooling, 1, IDLE, { calendar, slot: 0 }, () => {});
    goesOn.change(1, 600, 0, Number.POSITIVE_INFINITY);
    while (calendar.nextTime < 3000 && calendar.size > 0) goesOn.onEvent();
    // it leaks as at 92 °C from there on
    const drawn = 600 * (1 + leakedShare(leakage, 92));
    expect(goesOn.junctionAt(3000)).toBeCloseTo(40 + drawn * 0.065, 3);
    expect(goesOn.sums.shutdowns).toBe(1);
  });
});

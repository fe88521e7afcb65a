import { describe, expect, it } from 'vitest';
import { HotChips } from '../../../../src/engine/power/hot-chips.ts';
import { Calendar } from '../../../../src/kernel/calendar.ts';
import { steadyTemperatures, thermalPath, warming } from '../../../../src/physics/heat.ts';
import { crossingSeconds, relaxedAt } from '../../../../src/physics/relaxation.ts';

const path = thermalPath(0.065, 0.28, 1, 60);
const CHIPS = 4;
const IDLE = 75;

/** Chips that draw `full` watts each at their highest clock and less below it, from second 1 on, for `length` seconds. */
function run(inletCelsius: number, full: number, length: number) {
  const calendar = new Calendar(1);
  const moves: { clock: number; seconds: number }[] = [];
  const cooling = { path, inletCelsius, slowdownCelsius: 89, shutdownCelsius: 92 };
  const chips: HotChips = new HotChips(
    cooling,
    CHIPS,
    CHIPS * IDLE,
    { calendar, slot: 0 },
    (clock, seconds) => {
      moves.push({ clock, seconds });
      pending = clock;
    },
  );
  let pending: number | null = null;
  chips.change(1, CHIPS * full, 0, Number.POSITIVE_INFINITY);
  let hottest = 0;
  while (calendar.size > 0 && calendar.nextTime < length) {
    const seconds = chips.onEvent();
    hottest = Math.max(hottest, chips.junctionAt(seconds));
    if (pending !== null) {
      const watts = IDLE + (full - IDLE) * pending;
      pending = null;
      chips.change(seconds, CHIPS * watts, 0, Number.POSITIVE_INFINITY);
    }
  }
  return { moves, hottest, chips };
}

describe('HotChips', () => {
  it('keep their clock, and the calendar free, where nothing gets too hot', () => {
    const { moves, chips } = run(32, 700, 1e4);
    expect(moves).toEqual([]);
    expect(chips.junctionAt(1e4)).toBeCloseTo(32 + 700 * 0.065, 6);
    chips.close(1e4);
    expect(chips.sums.hottestCelsius).toBeCloseTo(77.5, 6);
  });

  it('slow down when the closed form says that they are too hot, and hold a clock that they can bear', () => {
    const { moves, hottest, chips } = run(46, 700, 2000);
    const from = steadyTemperatures(path, IDLE, 46);
    const heating = { watts: 700, wattsPerSecond: 0, wattsPerKelvin: 0 };
    const first = 1 + crossingSeconds(warming(path, from, 46, heating).junction, 89, true, 1e4);
    expect(moves[0]!.seconds).toBeCloseTo(first, 9);
    expect(moves[0]!.clock).toBeCloseTo(0.97, 12);
    expect(chips.sums.firstSeconds).toBeCloseTo(first, 9);
    expect(hottest).toBeLessThan(89.5);
    const last = moves[moves.length - 1]!.clock;
    // what they can bear for ever: inlet + watts × 0.065 = 89
    const bearable = ((89 - 46) / 0.065 - IDLE) / (700 - IDLE);
    expect(last).toBeLessThanOrEqual(1);
    expect(Math.min(...moves.slice(-20).map(({ clock }) => clock))).toBeLessThan(bearable + 1e-9);
    for (let i = 1; i < moves.length; i++) {
      const { clock, seconds } = moves[i]!;
      const before = moves[i - 1]!;
      // one step down, or one up, and never more often than every 100 ms on the way in one direction
      expect(
        [0.97, 1.01, 1 / before.clock].some((f) => Math.abs(clock / before.clock - f) < 1e-9),
      ).toBe(true);
      expect(seconds - before.seconds).toBeGreaterThan(1e-3);
    }
  });

  it('slow down sooner, and more, in warmer air', () => {
    const cool = run(44.5, 700, 600);
    const warm = run(50, 700, 600);
    expect(warm.moves[0]!.seconds).toBeLessThan(cool.moves[0]!.seconds);
    const least = ({ moves }: typeof warm) => Math.min(...moves.map(({ clock }) => clock));
    expect(least(warm)).toBeLessThan(least(cool));
  });

  it('drop to their lowest clock where they would go off', () => {
    const { moves, chips } = run(90, 700, 30);
    expect(chips.sums.shutdowns).toBeGreaterThan(0);
    expect(Math.min(...moves.map(({ clock }) => clock))).toBeCloseTo(0.106, 6);
  });

  it('follow what comes in as it gets warmer: each kelvin is one of theirs in the end', () => {
    const calendar = new Calendar(1);
    const cooling = { path, inletCelsius: 30, slowdownCelsius: 89, shutdownCelsius: 92 };
    const chips = new HotChips(cooling, 1, IDLE, { calendar, slot: 0 }, () => {});
    chips.change(1, 400, 0, Number.POSITIVE_INFINITY);
    const before = chips.junctionAt(500);
    chips.warm(5, 500);
    expect(chips.junctionAt(500)).toBeCloseTo(before, 9);
    // as if it had been so all the time, but for the start
    const from = { junctionCelsius: before, sinkCelsius: 30 + 400 * path.sinkKelvinPerWatt };
    const heating = { watts: 400, wattsPerSecond: 0, wattsPerKelvin: 0 };
    const { junction } = warming(path, from, 35, heating);
    expect(chips.junctionAt(520)).toBeCloseTo(relaxedAt(junction, 20), 2);
    expect(chips.junctionAt(2000)).toBeCloseTo(35 + 400 * 0.065, 6);
    chips.warm(-5, 2000);
    expect(chips.junctionAt(4000)).toBeCloseTo(30 + 400 * 0.065, 6);
    expect(chips.takeHottest(4000)).toBeCloseTo(35 + 400 * 0.065, 6);
    expect(chips.takeHottest(4001)).toBeCloseTo(30 + 400 * 0.065, 6);
  });

  it('throttle memory that is too hot, at the instant that the closed form says, and give it back 3 K lower', () => {
    const calendar = new Calendar(1);
    const ratio = 1.6;
    const memory = { limitCelsius: 95, bandwidthShare: 0.74, ratio };
    const cooling = { path, inletCelsius: 46, slowdownCelsius: 95, shutdownCelsius: 99, memory };
    const shares: { share: number; seconds: number }[] = [];
    const chips = new HotChips(cooling, 1, IDLE, { calendar, slot: 0 }, (clock, seconds, share) => {
      expect(clock).toBe(1);
      shares.push({ share, seconds });
    });
    chips.change(1, 700, 0, Number.POSITIVE_INFINITY);
    while (calendar.size > 0) chips.onEvent();
    const from = steadyTemperatures(path, IDLE, 46);
    const { junction, sink } = warming(path, from, 46, {
      watts: 700,
      wattsPerSecond: 0,
      wattsPerKelvin: 0,
    });
    const memoryAt = (t: number) =>
      relaxedAt(sink, t) + ratio * (relaxedAt(junction, t) - relaxedAt(sink, t));
    expect(shares).toHaveLength(1);
    expect(shares[0]!.share).toBe(0.74);
    expect(memoryAt(shares[0]!.seconds - 1)).toBeCloseTo(95, 6);
    // steady: 46 + 700 W through the sink's part, and 1.6 times the junction's
    const steady = 46 + 700 * (path.sinkKelvinPerWatt + ratio * path.junctionKelvinPerWatt);
    expect(chips.memory!.at(1e4)).toBeCloseTo(steady, 6);
    chips.change(2000, 500, 0, Number.POSITIVE_INFINITY);
    while (calendar.size > 0) chips.onEvent();
    expect(shares.map(({ share }) => share)).toEqual([0.74, 1]);
    expect(chips.memory!.at(shares[1]!.seconds)).toBeCloseTo(92, 6);
    expect(chips.memory!.sums.firstSeconds).toBe(shares[0]!.seconds);
    chips.close(4000);
    expect(chips.memory!.sums.hottestCelsius).toBeCloseTo(steady, 5);
  });

  it('feel the weather: the steady state is that of what comes in by then', () => {
    const calendar = new Calendar(1);
    const supplyCelsius = { startSeconds: [0, 3600], values: [20, 30], periodSeconds: 7200 };
    const weather = { supplyCelsius, startSeconds: 600, preheatKelvin: 8 };
    const cooling = { path, inletCelsius: 28, slowdownCelsius: 89, shutdownCelsius: 92, weather };
    const chips = new HotChips(cooling, 1, IDLE, { calendar, slot: 0 }, () => {});
    chips.change(1, 400, 0, Number.POSITIVE_INFINITY);
    const rise = 400 * 0.065;
    expect(chips.junctionAt(2999)).toBeCloseTo(28 + rise, 6);
    expect(chips.onEvent()).toBe(3000);
    // nothing jumps
    expect(chips.junctionAt(3000)).toBeCloseTo(28 + rise, 6);
    expect(chips.junctionAt(6500)).toBeCloseTo(38 + rise, 6);
    chips.warm(2, 6500);
    expect(chips.onEvent()).toBe(6600);
    expect(chips.junctionAt(1e4)).toBeCloseTo(30 + rise, 6);
    expect(chips.onEvent()).toBe(10_200);
  });

  it('go off where somebody says so, draw nothing, and are back once they are 3 K below the slowdown', () => {
    const calendar = new Calendar(1);
    const cooling = { path, inletCelsius: 70, slowdownCelsius: 89, shutdownCelsius: 92 };
    const switched: { isOff: boolean; seconds: number }[] = [];
    const place = { calendar, slot: 0 };
    const heard = (isOff: boolean, seconds: number) => switched.push({ isOff, seconds });
    const chips = new HotChips(cooling, 1, IDLE, place, () => {}, heard);
    chips.change(1, 700, 0, Number.POSITIVE_INFINITY);
    while (switched.length < 1) chips.onEvent();
    const still = { wattsPerSecond: 0, wattsPerKelvin: 0 };
    const heating = warming(path, steadyTemperatures(path, IDLE, 70), 70, { watts: 700, ...still });
    const off = crossingSeconds(heating.junction, 92, true, 1e4);
    expect(switched[0]!.isOff).toBe(true);
    expect(switched[0]!.seconds).toBeCloseTo(1 + off, 8);
    // whatever their replica would draw
    chips.change(switched[0]!.seconds + 0.1, 700, 0, Number.POSITIVE_INFINITY);
    while (switched.length < 2) chips.onEvent();
    const from = {
      junctionCelsius: relaxedAt(heating.junction, off),
      sinkCelsius: relaxedAt(heating.sink, off),
    };
    const cooled = crossingSeconds(
      warming(path, from, 70, { watts: 0, ...still }).junction,
      86,
      false,
      1e4,
    );
    expect(switched[1]!.isOff).toBe(false);
    expect(switched[1]!.seconds).toBeCloseTo(1 + off + cooled, 7);
    expect(chips.sums.shutdowns).toBe(1);
    chips.change(switched[1]!.seconds, IDLE, 0, Number.POSITIVE_INFINITY);
    expect(chips.junctionAt(1e4)).toBeCloseTo(70 + IDLE * 0.065, 6);
  });
});

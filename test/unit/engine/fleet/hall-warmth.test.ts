import { describe, expect, it } from 'vitest';
import type { CompiledOutage } from '../../../../src/compile/cooling-outage.ts';
import { Agenda } from '../../../../src/engine/fleet/agenda.ts';
import { HallWarmth } from '../../../../src/engine/fleet/hall-warmth.ts';
import { loopsOf } from '../../../../src/physics/facility/cooling-plant.ts';
import { constantProfile, type Profile } from '../../../../src/physics/facility/profile.ts';

/** How warm it is after each change, where the cooling goes and comes at these instants. */
function warmth(spec: Omit<CompiledOutage, 'stops'>, ...turns: number[]) {
  const agenda = new Agenda();
  const seen: { seconds: number; kelvin: number }[] = [];
  let kelvin = 0;
  const outage = { ...spec, stops: 'chiller' } as const;
  const hall = new HallWarmth(
    (seconds, act) => agenda.add(seconds, act),
    (change, seconds) => {
      kelvin += change;
      seen.push({ seconds, kelvin });
    },
  );
  for (const [i, at] of turns.entries()) {
    agenda.add(at, (now) => (i % 2 === 0 ? hall.fail(outage, now) : hall.repair(outage, now)));
  }
  while (agenda.nextSeconds < Number.POSITIVE_INFINITY) agenda.run();
  return seen;
}

/** A hall, what happens to it, and how warm it is by then. */
function felt() {
  const agenda = new Agenda();
  let kelvin = 0;
  const hall = new HallWarmth(
    (seconds, act) => agenda.add(seconds, act),
    (change) => {
      kelvin += change;
    },
  );
  return { agenda, hall, kelvin: () => kelvin };
}

describe('HallWarmth', () => {
  it('rises at its rate up to its most, and falls as fast when the cooling is back', () => {
    const seen = warmth({ kelvinPerSecond: 0.1, mostKelvin: 3 }, 10, 60);
    expect(seen.slice(0, 6).map(({ seconds }) => seconds)).toEqual([15, 20, 25, 30, 35, 40]);
    expect(Math.max(...seen.map(({ kelvin }) => kelvin))).toBe(3);
    expect(seen[6]).toEqual({ seconds: 65, kelvin: 2.5 });
    expect(seen.at(-1)).toEqual({ seconds: 90, kelvin: 0 });
  });

  it('rises again where it fails again, and never stays above, nor falls below, what is supplied', () => {
    const seen = warmth({ kelvinPerSecond: 1, mostKelvin: 10 }, 0, 2.1, 3.2, 4, 4.1, 4.2);
    expect(seen.at(-1)!.kelvin).toBe(0);
    for (const { kelvin } of seen) expect(kelvin).toBeGreaterThanOrEqual(0);
    expect(Math.max(...seen.map(({ kelvin }) => kelvin))).toBeLessThan(3.1);
  });

  it('falls to the most of the failure that goes on, where another has left it warmer', () => {
    const { agenda, hall, kelvin } = felt();
    const plant = { stops: 'plant', kelvinPerSecond: 0.1, mostKelvin: 20 } as const;
    const chiller = { stops: 'chiller', kelvinPerSecond: 0.1, mostKelvin: 5 } as const;
    agenda.add(0, (now) => hall.fail(plant, now));
    agenda.add(100, (now) => hall.fail(chiller, now));
    agenda.add(152, (now) => hall.repair(plant, now));
    const at = (seconds: number) => {
      while (agenda.nextSeconds <= seconds) agenda.run();
      return kelvin();
    };
    expect([at(149), at(300), at(900)]).toEqual([14.5, 5, 5]);
  });

  it('is too short to be felt, or has nowhere to go', () => {
    expect(warmth({ kelvinPerSecond: 0.1, mostKelvin: 3 }, 0, 1).at(-1)?.kelvin ?? 0).toBe(0);
    expect(warmth({ kelvinPerSecond: 1, mostKelvin: 0.2 }, 0, 9)).toEqual([]);
  });

  it('is one hall to failures that overlap, and counts each instant once, as the plant where all of it is out', () => {
    const { agenda, hall, kelvin } = felt();
    const chiller = { stops: 'chiller', kelvinPerSecond: 0.1, mostKelvin: 20 } as const;
    const plant = { stops: 'plant', kelvinPerSecond: 0.2, mostKelvin: 5 } as const;
    agenda.add(10, (now) => hall.fail(chiller, now));
    agenda.add(20, (now) => hall.fail(plant, now));
    agenda.add(50, (now) => hall.repair(plant, now));
    agenda.add(61, (now) => hall.repair(chiller, now));
    while (agenda.nextSeconds <= 60) agenda.run();
    // 1 K of the chiller's 10 s, up to 5 K of the plant's 20 s, and 1 K of the last 10 s
    expect(kelvin()).toBe(6);
    const { outSeconds, unmetSeconds, heldSeconds, ...rest } = hall.at(60);
    expect(outSeconds).toEqual({ chiller: 20, plant: 30 });
    expect(unmetSeconds).toBeCloseTo(20, 9);
    expect(heldSeconds.chiller).toBeCloseTo(20, 9);
    expect(heldSeconds.plant).toBeCloseTo(20, 9);
    expect(rest).toEqual({ risenKelvin: expect.closeTo(6, 9), kelvin: 6 });
  });

  describe('without its chiller alone', () => {
    const rate = { kelvinPerSecond: 0.1, mostKelvin: 20 };
    const under = (outside: Profile, ...turns: number[]) => {
      const loops = loopsOf('air', 24);
      const place = { loops, rejection: 'tower', startSeconds: 0 } as const;
      return warmth({ ...rate, weather: { ...place, outsideCelsius: outside } }, ...turns);
    };

    it('does not warm up where the weather takes all of the heat, and as ever where it takes none', () => {
      expect(under(constantProfile(13), 10, 1000)).toEqual([]);
      const hot = under(constantProfile(45), 10, 102);
      expect(hot).toEqual(warmth(rate, 10, 102));
      expect(Math.max(...hot.map(({ kelvin }) => kelvin))).toBe(9);
    });

    it('comes to rest where the weather takes all, ever more slowly', () => {
      // half is left at 16 °C, and nothing for air that is 3 K warmer
      const seen = under(constantProfile(16), 0, 1e4);
      const rises = seen.filter(({ seconds }) => seconds <= 1e4);
      expect(rises.map(({ kelvin }) => kelvin)).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
      // x′ = k·(3 − x)/6, so that x = 3·(1 − e^(−k·t/6))
      for (const { seconds, kelvin } of rises.slice(0, 4)) {
        expect(3 * (1 - Math.exp((-0.1 * seconds) / 6))).toBeCloseTo(kelvin, 1);
      }
      for (let i = 2; i < rises.length; i++) {
        const took = (at: number) => rises[at]!.seconds - rises[at - 1]!.seconds;
        expect(took(i)).toBeGreaterThan(took(i - 1));
      }
      expect(seen.at(-1)).toMatchObject({ kelvin: 0 });
    });

    it('follows the weather: what it has not done when that changes is done at the new rate', () => {
      const day = { startSeconds: [0, 7, 107, 207], values: [0, 45, 16, 0], periodSeconds: 1e6 };
      const seen = under(day, 0, 1000);
      expect(seen[0]).toEqual({ seconds: 12, kelvin: 0.5 });
      const at = (seconds: number) =>
        seen.filter((each) => each.seconds <= seconds).at(-1)?.kelvin ?? 0;
      expect(at(107)).toBe(10);
      // at 16 °C the weather takes what is 3 K warmer, and at 0 °C all
      expect(at(206)).toBe(3);
      expect(at(300)).toBe(0);
    });

    it('cools down as soon as it is back, also from where it had come to rest', () => {
      const seen = under(constantProfile(16), 0, 1000);
      expect(seen.find(({ seconds }) => seconds > 1000)).toMatchObject({ seconds: 1005 });
    });
  });
});

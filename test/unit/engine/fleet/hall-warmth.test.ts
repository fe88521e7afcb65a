import { describe, expect, it } from 'vitest';
import { Agenda } from '../../../../src/engine/fleet/agenda.ts';
import { HallWarmth } from '../../../../src/engine/fleet/hall-warmth.ts';
import type { Cooled } from '../../../../src/scenario/failures.ts';

/** How warm it is after each change, where the cooling goes and comes at these instants. */
function warmth(spec: Omit<Cooled, 'stops'>, ...turns: number[]) {
  const agenda = new Agenda();
  const seen: { seconds: number; kelvin: number }[] = [];
  let kelvin = 0;
  const hall = new HallWarmth(
    { ...spec, stops: 'chiller' },
    (seconds, act) => agenda.add(seconds, act),
    (change, seconds) => {
      kelvin += change;
      seen.push({ seconds, kelvin });
    },
  );
  for (const [i, at] of turns.entries()) {
    agenda.add(at, (now) => (i % 2 === 0 ? hall.fail(now) : hall.repair(now)));
  }
  while (agenda.nextSeconds < Number.POSITIVE_INFINITY) agenda.run();
  return seen;
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

  it('is too short to be felt, or has nowhere to go', () => {
    expect(warmth({ kelvinPerSecond: 0.1, mostKelvin: 3 }, 0, 1).at(-1)?.kelvin ?? 0).toBe(0);
    expect(warmth({ kelvinPerSecond: 1, mostKelvin: 0.2 }, 0, 9)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Heating,
  runsAway,
  steadyTemperatures,
  thermalPath,
  warming,
} from '../../../src/physics/heat.ts';
import { relaxedAt, relaxedIntegral } from '../../../src/physics/relaxation.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const path = thermalPath(0.065, 0.28, 1, 60);
const total = path.junctionKelvinPerWatt + path.sinkKelvinPerWatt;
const anyStart = fc.record({ junctionCelsius: between(20, 95), sinkCelsius: between(20, 90) });
const anyHeating: fc.Arbitrary<Heating> = fc.record({
  watts: between(0, 1200),
  wattsPerSecond: between(-20, 20),
  wattsPerKelvin: between(0, 0.5 / total),
});

describe('thermalPath', () => {
  it('has the time constants that it is asked for, each of which fades by e in its time', () => {
    const { junction } = warming(path, { junctionCelsius: 80, sinkCelsius: 50 }, 30, {
      watts: 300,
      wattsPerSecond: 0,
      wattsPerKelvin: 0,
    });
    expect(-1 / junction.fastRate).toBeCloseTo(1, 9);
    expect(-1 / junction.slowRate).toBeCloseTo(60, 6);
    expect(path.sinkJoulesPerKelvin).toBeGreaterThan(path.junctionJoulesPerKelvin);
  });
});

describe('warming', () => {
  it('starts where it is told, and keeps the balance of heat of either node and of both', () => {
    fc.assert(
      fc.property(
        anyStart,
        anyHeating,
        between(10, 45),
        between(0.01, 200),
        (from, heating, inlet, t) => {
          const { junction, sink } = warming(path, from, inlet, heating);
          expect(relaxedAt(junction, 0)).toBeCloseTo(from.junctionCelsius, 8);
          expect(relaxedAt(sink, 0)).toBeCloseTo(from.sinkCelsius, 8);
          const { watts, wattsPerSecond, wattsPerKelvin } = heating;
          const meanJ = relaxedIntegral(junction, t);
          const meanS = relaxedIntegral(sink, t);
          const put =
            watts * t +
            (wattsPerSecond * t * t) / 2 +
            wattsPerKelvin * (meanJ - from.junctionCelsius * t);
          const passed = (meanJ - meanS) / path.junctionKelvinPerWatt;
          const left = (meanS - inlet * t) / path.sinkKelvinPerWatt;
          const inJunction =
            path.junctionJoulesPerKelvin * (relaxedAt(junction, t) - from.junctionCelsius);
          const inSink = path.sinkJoulesPerKelvin * (relaxedAt(sink, t) - from.sinkCelsius);
          const scale = 1e-8 * (Math.abs(put) + 1000 * (t + 1));
          expect(Math.abs(put - passed - inJunction)).toBeLessThan(scale);
          expect(Math.abs(passed - left - inSink)).toBeLessThan(scale);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is the same after one segment as after two', () => {
    fc.assert(
      fc.property(
        anyStart,
        between(0, 1000),
        between(0.01, 90),
        between(0.01, 90),
        (from, watts, s, t) => {
          const heating = { watts, wattsPerSecond: 0, wattsPerKelvin: 0 };
          const first = warming(path, from, 30, heating);
          const middle = {
            junctionCelsius: relaxedAt(first.junction, s),
            sinkCelsius: relaxedAt(first.sink, s),
          };
          const second = warming(path, middle, 30, heating);
          expect(relaxedAt(second.junction, t)).toBeCloseTo(relaxedAt(first.junction, s + t), 8);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends at inlet + watts × resistance, and hotter by what leaks on the way', () => {
    fc.assert(
      fc.property(
        between(10, 45),
        between(0, 1000),
        between(0, 0.5 / total),
        (inlet, watts, leak) => {
          const from = steadyTemperatures(path, watts, inlet);
          expect(from.junctionCelsius).toBeCloseTo(inlet + watts * total, 9);
          const { junction } = warming(path, from, inlet, {
            watts: watts + 10,
            wattsPerSecond: 0,
            wattsPerKelvin: leak,
          });
          // T − T₀ = R·(10 + λ·(T − T₀))
          const rise = (10 * total) / (1 - leak * total);
          expect(relaxedAt(junction, 1e5)).toBeCloseTo(from.junctionCelsius + rise, 6);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is never cooler under a warmer inlet or with more watts', () => {
    fc.assert(
      fc.property(
        anyStart,
        anyHeating,
        between(10, 45),
        between(0, 20),
        between(0, 300),
        between(0, 200),
        (from, heating, inlet, warmer, more, t) => {
          const at = (celsius: number, watts: number) =>
            relaxedAt(warming(path, from, celsius, { ...heating, watts }).junction, t);
          const base = at(inlet, heating.watts);
          expect(at(inlet + warmer, heating.watts)).toBeGreaterThanOrEqual(base - 1e-7);
          expect(at(inlet, heating.watts + more)).toBeGreaterThanOrEqual(base - 1e-7);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('grows without end exactly where each kelvin leaks more than is carried away', () => {
    for (const [share, grows] of [
      [0.99, false],
      [1.01, true],
    ] as const) {
      const wattsPerKelvin = share / total;
      expect(runsAway(path, wattsPerKelvin)).toBe(grows);
      const { junction } = warming(path, { junctionCelsius: 60, sinkCelsius: 50 }, 30, {
        watts: 700,
        wattsPerSecond: 0,
        wattsPerKelvin,
      });
      expect(Math.max(junction.fastRate, junction.slowRate) > 0).toBe(grows);
    }
  });
});

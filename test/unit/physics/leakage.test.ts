import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsAway, steadyTemperatures, thermalPath } from '../../../src/physics/heat.ts';
import { leakedShare, leakedSlope, leakingTemperatures } from '../../../src/physics/leakage.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const path = thermalPath(0.065, 0.28, 1, 60);
const usual = { share: 0.2, perKelvin: 0.0145, referenceCelsius: 65, mostCelsius: 150 };
const anyLeakage = fc.record({
  share: between(0.01, 0.9),
  perKelvin: between(0.001, 0.1),
  referenceCelsius: between(20, 100),
  mostCelsius: fc.constant(150),
});

describe('leakage', () => {
  it('is nothing at the reference, and an H100 draws 0.29 % more of its 700 W with a kelvin there', () => {
    expect(leakedShare(usual, 65)).toBe(0);
    expect(leakedSlope(usual, 65)).toBeCloseTo(0.0029, 12);
    // science: +0.2 to 0.35 % of the board per kelvin
    expect(leakedShare(usual, 85)).toBeCloseTo(0.2 * (Math.exp(0.29) - 1), 12);
  });

  it('has the slope that its own differences have, up to where it stays', () => {
    fc.assert(
      fc.property(anyLeakage, between(0, 140), (leakage, celsius) => {
        const step = 1e-4;
        const difference =
          (leakedShare(leakage, celsius + step) - leakedShare(leakage, celsius - step)) /
          (2 * step);
        const slope = leakedSlope(leakage, celsius);
        expect(Math.abs(difference / slope - 1)).toBeLessThan(1e-4);
      }),
    );
    expect(leakedSlope(usual, 150)).toBe(0);
    expect(leakedShare(usual, 300)).toBe(leakedShare(usual, 150));
  });
});

describe('leakingTemperatures', () => {
  it('hold what they draw, are cooler without the rest, and null only where each kelvin leaks more than leaves', () => {
    fc.assert(
      fc.property(anyLeakage, between(0, 1200), between(-20, 80), (leakage, watts, inlet) => {
        const held = leakingTemperatures(path, watts, inlet, leakage);
        if (held === null) {
          // there is none below 150 °C: all that would be drawn on the way is more than the path carries away
          for (let celsius = inlet; celsius < 150; celsius++) {
            const drawn = watts * (1 + leakedShare(leakage, celsius));
            const { junctionCelsius } = steadyTemperatures(path, drawn, inlet);
            expect(junctionCelsius).toBeGreaterThan(celsius);
          }
          return;
        }
        const { junctionCelsius } = held;
        const drawn = watts * (1 + leakedShare(leakage, junctionCelsius));
        expect(steadyTemperatures(path, drawn, inlet).junctionCelsius).toBeCloseTo(
          junctionCelsius,
          6,
        );
        expect(runsAway(path, watts * leakedSlope(leakage, junctionCelsius))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('are null for chips that leak nine tenths and 10 % more with each kelvin, in air of 60 °C', () => {
    const strong = { share: 0.9, perKelvin: 0.1, referenceCelsius: 65, mostCelsius: 150 };
    expect(leakingTemperatures(path, 700, 60, strong)).toBeNull();
    expect(leakingTemperatures(path, 700, 60, usual)).not.toBeNull();
  });
});

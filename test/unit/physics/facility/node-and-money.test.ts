import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodes } from '../../../../src/catalog/index.ts';
import {
  mostNodeWatts,
  nodePower,
  supplyEfficiency,
} from '../../../../src/physics/facility/node-power.ts';
import {
  capitalRecovery,
  ownershipUsd,
  totalUsd,
} from '../../../../src/physics/facility/ownership.ts';
import {
  constantProfile,
  dayProfile,
  meanOf,
  meanOver,
  swingProfile,
} from '../../../../src/physics/facility/profile.ts';

describe('the power of a node', () => {
  it('is 10.2 kW at most for eight H100s (DGX H100 user guide), and 1.8 to 2.8 kW idle', () => {
    const sheet = nodes['hgx-h100'];
    expect(mostNodeWatts(sheet, 5600, 1)).toBeGreaterThan(0.9 * 10_200);
    expect(mostNodeWatts(sheet, 5600, 1)).toBeLessThan(1.05 * 10_200);
    const idle = nodePower(sheet, 8 * 75, 5600, 0, 1).itWatts;
    expect(idle).toBeGreaterThan(1800);
    expect(idle).toBeLessThan(2800);
  });

  it('makes chips 63 % of a busy node, as 58 of 92 % of Google’s fleet are', () => {
    const { itWatts } = nodePower(nodes['hgx-h100'], 8 * 440, 5600, 1, 1);
    expect((8 * 440) / itWatts).toBeCloseTo(58 / 92, 1);
  });

  it('grows with what the chips take, is more than it, and less with fewer fans', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(nodes)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (sheet, share, busy, more) => {
          const most = 700 * sheet.accelerators;
          const at = (load: number, fans = 1) =>
            nodePower(sheet, load * most, most, busy, fans).itWatts;
          expect(at(share)).toBeGreaterThan(share * most);
          expect(at(share + more)).toBeGreaterThan(at(share));
          expect(at(share, 0)).toBeLessThan(at(share));
          const limit = mostNodeWatts(sheet, most, 1);
          expect(at(share)).toBeLessThanOrEqual(limit * (1 + 1e-9));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes the efficiencies of 80 PLUS Titanium, and goes on below a tenth without a jump', () => {
    expect([0.1, 0.2, 0.5, 1, 1.5].map(supplyEfficiency)).toEqual([0.9, 0.94, 0.96, 0.91, 0.91]);
    expect(supplyEfficiency(0.1 - 1e-9)).toBeCloseTo(0.9, 6);
    expect(supplyEfficiency(0)).toBe(0);
  });
});

describe('what owning costs', () => {
  it('returns a capital with interest: 0.3155 a year over four years at 10 %', () => {
    expect(capitalRecovery(0.1, 4)).toBeCloseTo(0.31547, 5);
    expect(capitalRecovery(0, 4)).toBe(0.25);
    // the payments of all years, discounted, are the capital
    const paid = [1, 2, 3, 4].reduce((sum, year) => sum + capitalRecovery(0.1, 4) / 1.1 ** year, 0);
    expect(paid).toBeCloseTo(1, 12);
  });

  it('is 2.3 USD per H100 and hour at 50,000 USD and 1.275 kW a chip, without the energy', () => {
    const terms = {
      interest: 0.1,
      nodeYears: 4,
      siteYears: 15,
      siteUsdPerWatt: 12,
      upkeepShare: 0.05,
      staffUsdPerWatt: 0,
    };
    const usd = ownershipUsd(terms, 50_000, 1275);
    // 1.80 for the chip, 0.23 for the site (0.20 with the first year's interest left out), 0.29 of upkeep
    expect((usd.acquisition + usd.network) / 8760).toBeCloseTo(1.8, 2);
    expect(usd.upkeep / 8760).toBeCloseTo(0.285, 3);
    expect(totalUsd(usd) / 8760).toBeCloseTo(2.316, 2);
  });
});

describe('a figure through time', () => {
  it('is averaged over whatever interval, across hours and days', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    const profile = dayProfile(hours);
    expect(meanOf(profile)).toBeCloseTo(11.5, 12);
    expect(meanOver(profile, 1800, 1800)).toBe(0);
    expect(meanOver(profile, 1800, 5400)).toBeCloseTo(0.5, 12);
    expect(meanOver(profile, 23.5 * 3600, 24.5 * 3600)).toBeCloseTo(11.5, 12);
    expect(meanOver(profile, 86_400 * 3, 86_400 * 5)).toBeCloseTo(11.5, 12);
    expect(meanOver(constantProfile(7), 5, 1e9)).toBe(7);
  });

  it('splits at any instant: the parts of an interval sum to the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 24, maxLength: 24 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 1, max: 90_000 }),
        fc.integer({ min: 1, max: 90_000 }),
        (values, from, first, second) => {
          const profile = dayProfile(values);
          const middle = from + first;
          const parts =
            meanOver(profile, from, middle) * first +
            meanOver(profile, middle, middle + second) * second;
          const whole = meanOver(profile, from, middle + second) * (first + second);
          expect(parts).toBeCloseTo(whole, 4);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('swings about its mean and is warmest when it should be', () => {
    const day = swingProfile(16, 5, 15);
    expect(meanOf(day)).toBeCloseTo(16, 12);
    expect(Math.max(...day.values)).toBe(day.values[14]);
    expect(Math.max(...day.values)).toBeCloseTo(16 + 5 * Math.cos(Math.PI / 24), 12);
  });
});

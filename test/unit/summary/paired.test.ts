import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import {
  bonferroni,
  type Difference,
  falseCoverageLevel,
  falseDiscoveryAdjusted,
  holmAdjusted,
  intervalBy,
  pairedDifference,
  replicationsToResolve,
  studentCritical,
  welchDifference,
} from '../../../src/summary/paired.ts';

const at95 = studentCritical(0.95);

/** Student's own sleep data (Biometrika 6, 1908): hours gained by ten patients under two drugs. */
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('pairedDifference', () => {
  it("agrees with R's t.test(paired = TRUE) on Student's sleep data", () => {
    const found = pairedDifference(first, second, at95);
    expect(found?.difference).toBeCloseTo(1.58, 12);
    expect(found?.interval?.[0]).toBeCloseTo(0.7001142, 6);
    expect(found?.interval?.[1]).toBeCloseTo(2.4598858, 6);
    expect(found?.pValue).toBeCloseTo(0.002833, 6);
    expect(found).toMatchObject({ count: 10, degreesOfFreedom: 9 });
  });

  it('says what pairing saves: var A + var B over var(B − A)', () => {
    // By hand: sample variances 5/3 and 4.64/3, and 0.04/3 of the differences 1.1, 0.9, 1.1, 0.9.
    const a = [1, 2, 3, 4];
    const b = [2.1, 2.9, 4.1, 4.9];
    const found = pairedDifference(a, b, at95);
    expect(found?.varianceReduction).toBeCloseTo((5 + 4.64) / 0.04, 8);
  });

  it('leaves out pairs in which a figure is missing, and needs two for an interval', () => {
    const found = pairedDifference([1, Number.NaN, 3, 5], [2, 2, Number.NaN, 6], at95);
    expect(found).toMatchObject({ difference: 1, count: 2 });
    const single = pairedDifference([1, Number.NaN], [4, 1], at95);
    expect(single).toMatchObject({ difference: 3, count: 1, interval: null, pValue: null });
    expect(pairedDifference([Number.NaN], [1], at95)).toBeNull();
  });

  it('claims nothing where nothing varies, be it by rounding', () => {
    const unknown = { pValue: null, interval: null, standardError: 0, varianceReduction: null };
    expect(pairedDifference([1, 2], [1, 2], at95)).toMatchObject({ difference: 0, ...unknown });
    expect(pairedDifference([1, 2], [2, 3], at95)).toMatchObject({ difference: 1, ...unknown });
    expect(pairedDifference([1, 2], [1.1, 2.1], at95)).toMatchObject(unknown);
  });

  it('turns its sign with the sides, and scales with the unit', () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })),
      {
        minLength: 3,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(values, (pairs) => {
        const a = pairs.map(([x]) => x);
        const b = pairs.map(([, y]) => y);
        const forth = pairedDifference(a, b, studentCritical(0.9));
        const back = pairedDifference(b, a, studentCritical(0.9));
        const scaled = pairedDifference(
          a.map((x) => 8 * x),
          b.map((y) => 8 * y),
          studentCritical(0.9),
        );
        expect(back?.difference).toBeCloseTo(-(forth?.difference ?? 0), 10);
        expect(back?.interval?.[0]).toBeCloseTo(-(forth?.interval?.[1] ?? 0), 9);
        expect(back?.pValue).toBeCloseTo(forth?.pValue ?? 0, 12);
        expect(scaled?.interval?.[1]).toBeCloseTo(8 * (forth?.interval?.[1] ?? 0), 8);
        expect(scaled?.pValue).toBeCloseTo(forth?.pValue ?? 0, 12);
      }),
    );
  });
});

describe('welchDifference', () => {
  it("agrees with R's t.test on Student's sleep data", () => {
    const found = welchDifference(first, second, at95);
    expect(found?.degreesOfFreedom).toBeCloseTo(17.776, 3);
    expect(found?.pValue).toBeCloseTo(0.07939, 5);
    expect(found?.interval?.[0]).toBeCloseTo(-0.2054832, 6);
    expect(found?.interval?.[1]).toBeCloseTo(3.3654832, 6);
    expect(found?.varianceReduction).toBeNull();
  });

  it('takes groups of different size, leaves NaN out, and needs two of each for an interval', () => {
    const found = welchDifference([1, 2, 3, Number.NaN], [10, 12], at95);
    expect(found).toMatchObject({ difference: 9, count: 2 });
    // var/n: 1/3 and 1; Satterthwaite: (4/3)² ÷ ((1/3)²/2 + 1²/1) = 1.684.
    expect(found?.degreesOfFreedom).toBeCloseTo(1.6842, 4);
    expect(welchDifference([1], [2, 3], at95)).toMatchObject({ difference: 1.5, interval: null });
    expect(welchDifference([], [2, 3], at95)).toBeNull();
    expect(welchDifference([1, 1], [1, 1], at95)).toMatchObject({
      difference: 0,
      pValue: null,
      interval: null,
    });
  });
});

describe('the intervals', () => {
  it('cover the truth as often as they say, paired and not', () => {
    const source = createStream('coverage of differences');
    const trials = 2000;
    const caught = { paired: 0, welch: 0 };
    for (let trial = 0; trial < trials; trial += 1) {
      const shared = Array.from({ length: 6 }, () => 3 * drawNormal(source));
      const a = shared.map((x) => x + drawNormal(source));
      const b = shared.map((x) => x + 2 + 2 * drawNormal(source));
      const apart = Array.from({ length: 4 }, () => 2 + drawNormal(source));
      const holds = (interval: readonly [number, number] | null | undefined) =>
        interval != null && interval[0] <= 2 && 2 <= interval[1];
      if (holds(pairedDifference(a, b, at95)?.interval)) caught.paired += 1;
      if (holds(welchDifference(a, apart, at95)?.interval)) caught.welch += 1;
    }
    // Standard error of a share of 0.95 in 2000 trials: 0.5 %. Welch is an approximation.
    expect(Math.abs(caught.paired / trials - 0.95)).toBeLessThan(0.02);
    expect(Math.abs(caught.welch / trials - 0.95)).toBeLessThan(0.025);
  });
});

describe('intervals of several differences', () => {
  const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const excludesZero = (of: Difference, level: number) => {
    const [low, high] = intervalBy(of, studentCritical(level), everything) ?? [0, 0];
    return low > 0 || high < 0;
  };
  /** Differences of every strength, in five replications. */
  const differences = (salt: number): Difference[] => {
    const source = createStream('families', salt);
    return Array.from({ length: 12 }, (_, i) => {
      const b = Array.from({ length: 5 }, () => 0.4 * i + drawNormal(source));
      const found = pairedDifference(new Array(5).fill(0), b, at95);
      if (found === null) throw new Error('five pairs make a difference');
      return found;
    });
  };

  it.each([
    'bonferroni',
    'false discovery',
  ])('exclude 0 exactly where the verdict is a difference: %s', (kind) => {
    let called = 0;
    for (let salt = 0; salt < 40; salt += 1) {
      const family = differences(salt);
      const pValues = [...family.map(({ pValue }) => pValue), null];
      const { adjusted, level } =
        kind === 'bonferroni'
          ? bonferroni(pValues, 0.05)
          : {
              adjusted: falseDiscoveryAdjusted(pValues),
              level: falseCoverageLevel(falseDiscoveryAdjusted(pValues), 0.05),
            };
      expect(family.map((each) => excludesZero(each, level))).toEqual(
        family.map((_, i) => (adjusted[i] ?? 1) < 0.05),
      );
      called += adjusted.filter((pValue) => pValue !== null && pValue < 0.05).length;
    }
    expect(called).toBeGreaterThan(20);
    expect(called).toBeLessThan(400);
  });

  it('count what was tested, and adjust by it', () => {
    expect(bonferroni([0.01, null, 0.4, 0.02], 0.05)).toEqual({
      adjusted: [0.03, null, 1, 0.06],
      level: 1 - 0.05 / 3,
    });
    expect(bonferroni([null], 0.05).level).toBe(0.95);
    expect(falseCoverageLevel([0.01, 0.04, null, 0.3, 0.9], 0.05)).toBeCloseTo(0.975, 12);
    expect(falseCoverageLevel([null], 0.05)).toBe(0.95);
  });

  it('hold all together as often as they say', () => {
    const source = createStream('together');
    const trials = 1500;
    let all = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const family = Array.from({ length: 8 }, () => {
        const b = Array.from({ length: 5 }, () => 1 + drawNormal(source));
        return pairedDifference(new Array(5).fill(0), b, at95);
      });
      const critical = studentCritical(1 - 0.05 / 8);
      const holds = family.every((each) => {
        const [low, high] =
          each === null ? [2, 2] : (intervalBy(each, critical, everything) ?? [2, 2]);
        return low <= 1 && 1 <= high;
      });
      if (holds) all += 1;
    }
    expect(all / trials).toBeGreaterThan(0.93);
    expect(all / trials).toBeLessThan(0.975);
  });

  it('stay in the range of the figure', () => {
    const wide = pairedDifference([0.1, 0.9], [0.9, 0.8], at95);
    if (wide === null) throw new Error('two pairs make a difference');
    expect(intervalBy(wide, at95, [-1, 1])).toEqual([-1, 1]);
  });
});

describe('holmAdjusted', () => {
  it('agrees with R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")', () => {
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
    const known = [0.03, 0.06, 0.06, 0.02];
    known.forEach((value, index) => {
      expect(adjusted[index]).toBeCloseTo(value, 12);
    });
  });

  it('counts only what was tested, keeps the order, and never exceeds 1', () => {
    expect(holmAdjusted([null, 0.02, null])).toEqual([null, 0.02, null]);
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 });
    fc.assert(
      fc.property(pValues, (list) => {
        const adjusted = holmAdjusted(list).map(Number);
        list.forEach((pValue, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(pValue);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          list.forEach((other, j) => {
            if (pValue < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          });
        });
      }),
    );
  });
});

describe('falseDiscoveryAdjusted', () => {
  it('agrees with R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")', () => {
    const known = [0.02, 0.04, 0.04, 0.02];
    falseDiscoveryAdjusted([0.01, 0.04, 0.03, 0.005]).forEach((value, index) => {
      expect(value).toBeCloseTo(known[index] ?? Number.NaN, 12);
    });
    expect(falseDiscoveryAdjusted([null, 0.02, 0.9])).toEqual([null, 0.04, 0.9]);
  });

  it('never lies above what Holm gives, nor below the p-value itself', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 });
    fc.assert(
      fc.property(pValues, (list) => {
        const strict = holmAdjusted(list);
        falseDiscoveryAdjusted(list).forEach((value, index) => {
          expect(value).toBeLessThanOrEqual((strict[index] ?? 0) + 1e-12);
          expect(value).toBeGreaterThanOrEqual((list[index] ?? 0) - 1e-12);
        });
      }),
    );
  });
});

describe('replicationsToResolve', () => {
  it("agrees with R's power.t.test for paired and two-sample tests", () => {
    // power.t.test(delta = 1, sd = 2, power = 0.8, type = "paired"): n = 33.37; two.sample with sd 1 each: n = 16.71.
    expect(replicationsToResolve(2, 1)).toBe(34);
    expect(replicationsToResolve(Math.SQRT2, 1, { paired: false })).toBe(17);
  });

  it('needs four times as many for half the difference, and none when nothing varies', () => {
    const some = replicationsToResolve(1, 0.02) ?? 0;
    const more = replicationsToResolve(1, 0.01) ?? 0;
    expect(more / some).toBeCloseTo(4, 2);
    expect(replicationsToResolve(0, 1)).toBe(2);
  });

  it('gives no number where none would do', () => {
    expect(replicationsToResolve(1, 0)).toBeNull();
    expect(replicationsToResolve(1, Number.NaN)).toBeNull();
    expect(replicationsToResolve(1, 1e-6)).toBeNull();
  });

  it('delivers the power that it promises', () => {
    const source = createStream('power');
    const n = replicationsToResolve(1, 0.8) ?? 0;
    const trials = 2000;
    let shown = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const b = Array.from({ length: n }, () => 0.8 + drawNormal(source));
      const found = pairedDifference(new Array(n).fill(0), b, at95);
      if ((found?.pValue ?? 1) < 0.05) shown += 1;
    }
    expect(shown / trials).toBeGreaterThan(0.78);
    expect(shown / trials).toBeLessThan(0.86);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawNormal } from '../../../../src/base/random/normal.ts';
import { createStream } from '../../../../src/base/random/stream.ts';
import type { FormId } from '../../../../src/fit/law/forms.ts';
import { lawOf, mostHeldOut, powerLawOf } from '../../../../src/fit/law/law.ts';
import type { Series } from '../../../../src/fit/law/mean-points.ts';
import { reading } from '../../../../src/fit/law/reading.ts';

type Kind = Partial<Pick<Series, 'isShare' | 'isLatency'>>;

/** A series of a known law, with noise that is a share of the value. */
function seriesOf(
  law: (x: number) => number,
  xs: readonly number[],
  noise: { readonly size: number; readonly replications: number; readonly name: string },
  kind: Kind = {},
): Series {
  const source = createStream('law', noise.name);
  const points = xs.map((x) => ({
    x,
    values: Array.from(
      { length: noise.replications },
      () => law(x) * Math.exp(noise.size * drawNormal(source)),
    ),
  }));
  return { points, isShare: kind.isShare ?? false, isLatency: kind.isLatency ?? false };
}

const parameter = (of: ReturnType<typeof lawOf>, name: string) => {
  const found = of?.parameters.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${of?.form} has no ${name}`);
  return found;
};

const eight = [1, 2, 3, 4, 6, 8, 12, 16];

describe('lawOf', () => {
  it('finds any power law without noise to the last digits, and the level at its middle', () => {
    const exponents = fc.double({ min: -3, max: 3, noNaN: true }).filter((b) => Math.abs(b) > 0.1);
    const levels = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    const property = fc.property(exponents, levels, (exponent, level) => {
      const exact = { size: 0, replications: 1, name: 'none' };
      const law = lawOf(seriesOf((x) => level * x ** exponent, [2, 4, 8, 20, 50], exact));
      expect(law?.form).toBe('power');
      expect(parameter(law, 'exponent').value).toBeCloseTo(exponent, 5);
      expect(law?.elasticity?.level).toBeCloseTo(level, -Math.log10(level) + 4);
      expect(law?.elasticity?.perDoubling).toBeCloseTo(2 ** exponent, 5);
    });
    fc.assert(property, { numRuns: 25 });
  });

  it.each<[FormId, (x: number) => number, Kind]>([
    ['constant', () => 7, {}],
    ['power', (x) => 5 * x ** 0.93, {}],
    ['linear', (x) => 40 + 6 * x, {}],
    ['logarithmic', (x) => 0.3 + 0.06 * Math.log2(x), { isShare: true }],
    ['capped', (x) => Math.min(3 * x, 20), {}],
    ['queueing', (x) => 0.2 / (1 - x / 18), { isLatency: true }],
    ['queueing-servers', (x) => 0.2 / (1 - 0.9 / x), { isLatency: true }],
    ['saturating-power', (x) => 0.8 - 0.6 * x ** -0.8, { isShare: true }],
  ])('picks %s from points that have it, with 1 %% of noise', (form, at, kind) => {
    const noise = { size: 0.01, replications: 3, name: form };
    const law = lawOf(seriesOf(at, eight, noise, kind));
    expect(law?.form).toBe(form);
    expect(law?.crossValidated[0]?.form).toBe(form);
    expect(law?.first).toBeCloseTo(at(1), 1);
    expect((law?.last ?? 0) / at(16)).toBeCloseTo(1, 1);
  });

  it('reports where a queue has no end, and the ceiling that accuracy comes up against', () => {
    const noise = { size: 0.005, replications: 3, name: 'limits' };
    const queue = lawOf(seriesOf((x) => 0.2 / (1 - x / 18), eight, noise, { isLatency: true }));
    const capacity = parameter(queue, 'capacity');
    expect(capacity.value).toBeCloseTo(18, 0);
    expect(capacity.interval?.[0]).toBeGreaterThan(16);
    const xs = [1, 2, 4, 8, 16, 32, 64];
    const ceiling = lawOf(seriesOf((x) => 0.8 - 0.6 / x, xs, noise, { isShare: true }));
    expect(ceiling?.form).toBe('saturating-power');
    const limit = parameter(ceiling, 'limit');
    expect(limit.value).toBeCloseTo(0.8, 1);
    for (const end of limit.interval ?? [0, 1]) expect(Math.abs(end - 0.8)).toBeLessThan(0.02);
  });

  it('names the ceiling of a share whose law without one was chosen, and bends no cap beyond the points', () => {
    const noise = { size: 0.02, replications: 3, name: 'ceiling' };
    const xs = [1, 2, 4, 8, 16, 32];
    const share = lawOf(seriesOf((x) => 0.9 - 0.4 * x ** -0.7, xs, noise, { isShare: true }));
    expect(share?.ceiling?.value).toBeGreaterThan(0.8);
    expect(share?.ceiling?.value).toBeLessThanOrEqual(1);
    const times = lawOf(seriesOf((x) => 3 * x ** 1.2, xs, { ...noise, size: 0 }));
    expect(times?.ceiling).toBeNull();
    expect(times?.crossValidated).not.toEqual([]);
    expect(times?.crossValidated.map(({ form }) => form)).not.toContain('capped');
  });

  it('holds where it predicts points held out, and names no other', () => {
    const lonely = [0.01, 5.6, 0.2, 9.1, 0.05, 3].map((y, i) => ({ x: 2 ** i, values: [y] }));
    const wild = lawOf({ points: lonely, isShare: false, isLatency: false });
    expect(wild?.holds).toBe(false);
    expect(wild?.crossValidated[0]?.error).toBeGreaterThan(mostHeldOut.relative);
    const place = {
      ...{ metric: 'queue_mean_seconds', unit: 's', axis: 'rate', axisUnit: null, axisScale: null },
      ...{ along: [], where: [] },
    };
    expect(reading(place, wild!)).toMatch(/^mean waiting time follows no form along rate/);
    const noise = { size: 0.01, replications: 3, name: 'holds' };
    expect(lawOf(seriesOf((x) => 5 * x ** 0.93, eight, noise))?.holds).toBe(true);
  });

  it('bends only between points that tell where', () => {
    // one point below the bend: any slope through it would do
    const points = [1, 2, 4, 8, 16, 32].map((x) => ({ x, values: [x === 1 ? 0.01 : 0.0148] }));
    const law = lawOf({ points, isShare: false, isLatency: true });
    expect(law?.crossValidated.map(({ form }) => form)).not.toContain('capped');
  });

  it('says of no time that it may be negative', () => {
    const points = [0, 0, 0, 0.2, 3, 0.4].map((y, i) => ({ x: 2 ** i, values: [y, y / 2] }));
    const law = lawOf({ points, isShare: false, isLatency: true });
    expect(law?.first).toBeGreaterThanOrEqual(0);
    expect(law?.last).toBeGreaterThanOrEqual(0);
    for (const { name, interval } of law?.parameters ?? [])
      if (['level', 'ceiling', 'limit'].includes(name))
        expect(interval?.[0] ?? 0).toBeGreaterThanOrEqual(0);
  });

  /** How often 95 % intervals hold the true exponent, of 300 series. */
  function coverage(xs: readonly number[], replications: number): number {
    const hits = Array.from({ length: 300 }, (_, index) => {
      const noise = { size: 0.08, replications, name: `coverage ${index}` };
      const law = powerLawOf(seriesOf((x) => 3 * x ** 0.9, xs, noise));
      const [low, high] = law?.interval ?? [0, 0];
      return low <= 0.9 && 0.9 <= high;
    });
    return hits.filter(Boolean).length / hits.length;
  }

  // Three standard errors of such a count are 3.8 points.
  it('covers the exponent in 95 of 100 cases, from points and from replications', () => {
    const byPoints = coverage([1, 2, 4, 8, 16, 32], 2);
    const byReplications = coverage([1, 4, 16], 5);
    for (const share of [byPoints, byReplications]) {
      expect(share).toBeGreaterThan(0.91);
      expect(share).toBeLessThan(0.99);
    }
  });

  it('tells an exponent above 1 from one that is not', () => {
    const chance = (exponent: number) => {
      const noise = { size: 0.02, replications: 3, name: 'one' };
      return lawOf(seriesOf((x) => x ** exponent, eight, noise))?.elasticity?.aboveOne ?? null;
    };
    expect(chance(1.15)).toBeLessThan(0.001);
    expect(chance(1)).toBeGreaterThan(0.01);
    expect(chance(0.9)).toBeGreaterThan(0.99);
  });

  it('has no law of two values of x, nor exponents of shares and zeros', () => {
    const exact = { size: 0, replications: 2, name: 'none' };
    expect(lawOf(seriesOf((x) => x, [1, 2], exact))).toBeNull();
    expect(lawOf(seriesOf(() => 0.5, eight, exact, { isShare: true }))?.elasticity).toBeNull();
    const zeros = lawOf(seriesOf((x) => x - 1, eight, exact));
    expect(zeros).toMatchObject({ form: 'linear', elasticity: null });
  });

  it('leaves copies and failed replications out of what chance does', () => {
    const points = [1, 2, 4].map((x) => ({ x, values: [x, x, x] }));
    const copies = lawOf({ points, isShare: false, isLatency: false });
    expect(copies?.intervalMethod).toBe('points');
    const failed = points.map(({ x }) => ({ x, values: [x, Number.NaN, Number.NaN] }));
    expect(lawOf({ points: failed, isShare: false, isLatency: false })?.replications).toBe(1);
  });
});

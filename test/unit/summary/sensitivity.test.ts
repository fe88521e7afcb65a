import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/base/random/stream.ts';
import {
  type AxisSensitivity,
  type MetricSensitivity,
  type SensitivityInput,
  sensitivity,
} from '../../../src/summary/sensitivity.ts';
import type { AxisLevel } from '../../../src/summary/sweep-comparison.ts';
import { saltelli } from '../../../src/sweep/design/saltelli.ts';

type Point = readonly AxisLevel[];

/** One metric over these points; axis i is called x1, x2 and so on. */
function analyse(
  design: string,
  points: readonly Point[],
  value: (point: readonly number[]) => number,
  more: Partial<SensitivityInput> & { readonly noise?: readonly number[] } = {},
): MetricSensitivity {
  const axes = (points[0] ?? []).map((_, axis) => ({
    name: `x${axis + 1}`,
    unit: null,
    levels: points.map((point) => point[axis] ?? null),
  }));
  const values = points.map((point) => value(point.map(Number)));
  const noise = more.noise ?? points.map(() => Number.NaN);
  const response = { metric: 'm', unit: null, better: null, values, noise };
  const numbers = points.map((_, number) => number);
  const [found] = sensitivity({ design, axes, numbers, responses: [response], ...more });
  if (found === undefined) throw new Error('one response gives one result');
  return found;
}

const axisOf = (found: MetricSensitivity, name: string): AxisSensitivity => {
  const axis = found.axes.find((each) => each.axis === name);
  if (axis === undefined) throw new Error(`no axis ${name}`);
  return axis;
};
const first = (found: MetricSensitivity, name: string) => axisOf(found, name).first?.value;
const total = (found: MetricSensitivity, name: string) => axisOf(found, name).total?.value;

/** All combinations. */
const grid = (...levels: readonly (readonly AxisLevel[])[]): Point[] =>
  levels.reduce<Point[]>(
    (points, axis) => points.flatMap((point) => axis.map((level) => [...point, level])),
    [[]],
  );

const shuffled = <T>(list: readonly T[], seed: string): T[] => {
  const source = createStream('shuffle', seed);
  return list
    .map((item) => [source(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
};

describe('a full grid', () => {
  const x1 = [1, 2, 4];
  const x2 = [0, 3, 5, 10];
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const variance = (list: readonly number[]) => mean(list.map((x) => (x - mean(list)) ** 2));

  it('splits a sum into its parts exactly, without interactions', () => {
    const points = shuffled(grid(x1, x2), 'sum');
    const found = analyse('grid', points, ([a = 0, b = 0]) => 7 + 3 * a - b);
    const [v1, v2] = [9 * variance(x1), variance(x2)];
    expect(found.method).toBe('grid');
    expect(found.variance).toBeCloseTo(v1 + v2, 10);
    expect(first(found, 'x1')).toBeCloseTo(v1 / (v1 + v2), 12);
    expect(total(found, 'x1')).toBeCloseTo(v1 / (v1 + v2), 12);
    expect(total(found, 'x2')).toBeCloseTo(v2 / (v1 + v2), 12);
    expect(found.interactionShare).toBeCloseTo(0, 12);
  });

  it('tells the interaction of a product from its main effects', () => {
    const found = analyse('grid', grid(x1, x2), ([a = 0, b = 0]) => a * b);
    const [m1, m2, v1, v2] = [mean(x1), mean(x2), variance(x1), variance(x2)];
    const all = m2 ** 2 * v1 + m1 ** 2 * v2 + v1 * v2;
    expect(found.variance).toBeCloseTo(all, 10);
    expect(first(found, 'x1')).toBeCloseTo((m2 ** 2 * v1) / all, 12);
    expect(first(found, 'x2')).toBeCloseTo((m1 ** 2 * v2) / all, 12);
    expect(total(found, 'x1')).toBeCloseTo((m2 ** 2 * v1 + v1 * v2) / all, 12);
    expect(found.interactionShare).toBeCloseTo((v1 * v2) / all, 12);
    expect(axisOf(found, 'x1').first?.interval).toBeNull();
  });

  it('finds pure interaction where no axis matters by itself, and an axis that matters to nothing', () => {
    const points = grid([-1, 1], [-1, 1], ['red', 'green', 'blue']);
    const found = analyse('list', points, ([a = 0, b = 0]) => a * b);
    for (const axis of ['x1', 'x2']) {
      expect(first(found, axis)).toBeCloseTo(0, 12);
      expect(total(found, axis)).toBeCloseTo(1, 12);
    }
    expect(total(found, 'x3')).toBe(0);
    expect(found.interactionShare).toBe(1);
    expect(found.axes.at(-1)?.axis).toBe('x3');
  });

  it('keeps 0 ≤ first ≤ total, and first-order shares sum to at most 1, whatever the metric', () => {
    const points = grid([1, 2], [1, 2, 3], [1, 2]);
    const metric = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
      minLength: points.length,
      maxLength: points.length,
    });
    fc.assert(
      fc.property(metric, (values) => {
        const numbered = new Map(points.map((point, index) => [point.join(), values[index] ?? 0]));
        const found = analyse('grid', points, (point) => numbered.get(point.join()) ?? 0);
        fc.pre((found.variance ?? 0) > 1e-9);
        let sum = 0;
        for (const axis of found.axes) {
          const [low = Number.NaN, high = Number.NaN] = [axis.first?.value, axis.total?.value];
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(high + 1e-9);
          sum += low;
        }
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('has main effects only, with the reason, where the grid has holes', () => {
    const points = grid(x1, x2).slice(1);
    const found = analyse('grid', points, ([a = 0]) => a);
    expect(found.method).toBe('unbalanced-grid');
    expect(first(found, 'x1')).toBeCloseTo(1, 12);
    expect(first(found, 'x2')).toBeGreaterThan(0);
    expect(axisOf(found, 'x1')).toMatchObject({ total: null, firstReason: null });
    expect(axisOf(found, 'x1').totalReason).toContain('holes');
    expect(found.interactionShare).toBeNull();
  });

  it('gives no share to an axis of which one level is left, and does not call the rest a grid', () => {
    const found = analyse('grid', grid(x1, x2), ([a = 0, b = 0]) => (a > 1 ? Number.NaN : b));
    expect(found).toMatchObject({ method: 'unbalanced-grid', points: 4, interactionShare: null });
    const lost = axisOf(found, 'x1');
    expect(lost).toMatchObject({ first: null, total: null, isFixed: true, lostLevels: [2, 4] });
    expect(lost.firstReason).toContain('a single value');
    expect(lost.totalReason).toBe(lost.firstReason);
    expect(found.axes.at(-1)?.axis).toBe('x1');
    expect(axisOf(found, 'x2')).toMatchObject({ isFixed: false, lostLevels: [] });
  });

  it('says which levels are lost of an axis that still varies', () => {
    const found = analyse('grid', grid(x1, x2), ([a = 0, b = 0]) => (a > 2 ? Number.NaN : a * b));
    expect(found).toMatchObject({ method: 'grid', points: 8 });
    expect(axisOf(found, 'x1')).toMatchObject({ isFixed: false, lostLevels: [4] });
  });

  it('takes an axis of a single level by design as it is', () => {
    const found = analyse('grid', grid([7], x2), ([, b = 0]) => b);
    expect(found.method).toBe('grid');
    expect(axisOf(found, 'x1')).toMatchObject({ isFixed: false, first: { value: 0 } });
  });

  it('takes a point without the metric for a hole', () => {
    const found = analyse('grid', grid(x1, x2), ([a = 0, b = 0]) =>
      a === 4 && b === 10 ? Number.NaN : a,
    );
    expect(found).toMatchObject({ method: 'unbalanced-grid', points: 11 });
    expect(axisOf(found, 'x1').tornado?.maximum).toMatchObject({ from: 4, points: 3 });
  });

  it('says what replications make of the variance', () => {
    const noise = grid(x1, x2).map(() => 0.5);
    const found = analyse('grid', grid(x1, x2), ([a = 0]) => a, { noise });
    expect(found.noiseShare).toBeCloseTo(0.5 / variance(x1), 12);
    expect(analyse('grid', grid(x1, x2), ([a = 0]) => a).noiseShare).toBeNull();
  });

  it('has no shares where nothing varies', () => {
    const found = analyse('grid', grid(x1, x2), () => 3);
    expect(found).toMatchObject({ method: 'none', variance: 0, noiseShare: null });
    expect(axisOf(found, 'x1').firstReason).toContain('the same at every point');
    expect(axisOf(found, 'x1').tornado?.range).toBe(0);
  });
});

/** T. Ishigami and T. Homma, 1990, with a = 7 and b = 0.1 on [−π, π]³: closed-form shares. */
const ishigami = ([x1 = 0, x2 = 0, x3 = 0]: readonly number[]) =>
  Math.sin(x1) + 7 * Math.sin(x2) ** 2 + 0.1 * x3 ** 4 * Math.sin(x1);
const known = {
  first: { x1: 0.3139, x2: 0.4424, x3: 0 },
  total: { x1: 0.5576, x2: 0.4424, x3: 0.2437 },
} as const;
const names = ['x1', 'x2', 'x3'] as const;
const scaled = (share: number) => Math.PI * (2 * share - 1);

function saltelliPoints(samples: number, seed: string): Point[] {
  const axes = names.map(() => ({ kind: 'range' as const }));
  return [...saltelli.points({ axes, samples, seed })].map((point) =>
    point.map((share) => scaled(share ?? 0)),
  );
}

describe('a saltelli design', () => {
  const found = analyse('saltelli', saltelliPoints(4096, 'a'), ishigami);

  it('finds the shares of the Ishigami function', () => {
    expect(found.method).toBe('saltelli');
    for (const name of names) {
      expect(Math.abs((first(found, name) ?? 9) - known.first[name])).toBeLessThan(0.02);
      expect(Math.abs((total(found, name) ?? 9) - known.total[name])).toBeLessThan(0.02);
    }
    expect(found.axes.map(({ axis }) => axis)).toEqual(['x1', 'x2', 'x3']);
    expect(Math.abs((found.interactionShare ?? 9) - known.total.x3)).toBeLessThan(0.02);
  });

  it('has intervals that hold the truth, and that shrink with the samples', () => {
    const trials = 30;
    let caught = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const small = analyse('saltelli', saltelliPoints(128, `trial ${trial}`), ishigami);
      for (const name of names) {
        const [low = 9, high = 9] = axisOf(small, name).total?.interval ?? [];
        if (low <= known.total[name] && known.total[name] <= high) caught += 1;
      }
    }
    // Quasi-random points vary less than the bootstrap, which takes them for independent, believes.
    expect(caught / (3 * trials)).toBeGreaterThan(0.9);
    const width = (of: MetricSensitivity) => {
      const [low = 0, high = 0] = axisOf(of, 'x2').first?.interval ?? [];
      return high - low;
    };
    const fewer = analyse('saltelli', saltelliPoints(256, 'a'), ishigami);
    expect(width(found)).toBeLessThan(width(fewer) / 3);
    expect(width(found)).toBeGreaterThan(0.005);
  });

  it('gives the same intervals every time', () => {
    expect(analyse('saltelli', saltelliPoints(4096, 'a'), ishigami)).toEqual(found);
  });

  it('leaves out a base sample of which a point is missing, from the table or without the metric', () => {
    const points = saltelliPoints(1024, 'b');
    const kept = points.map((_, number) => number).filter((number) => number % 97 !== 0);
    const holes = analyse(
      'saltelli',
      kept.map((number) => points[number] ?? []),
      ishigami,
      {
        numbers: kept,
      },
    );
    expect(holes.method).toBe('saltelli');
    expect(Math.abs((total(holes, 'x1') ?? 9) - known.total.x1)).toBeLessThan(0.06);
    const unmeasured = analyse('saltelli', points, (point) =>
      (point[0] ?? 0) > 2.9 ? Number.NaN : ishigami(point),
    );
    expect(unmeasured.method).toBe('saltelli');
    expect(unmeasured.points).toBeLessThan(points.length);
  });

  it('is not believed where the points are not built so', () => {
    const points = saltelliPoints(64, 'c').slice(1);
    const broken = analyse('saltelli', points, ishigami);
    expect(broken.method).toBe('given-data');
    expect(axisOf(broken, 'x1').totalReason).toContain('not whole');
    const few = analyse('saltelli', saltelliPoints(4, 'c'), ishigami);
    expect(few.method).toBe('none');
    expect(axisOf(few, 'x1').firstReason).toContain('base samples');
  });
});

describe('points that were chosen for something else', () => {
  const source = createStream('random points');
  const random = (count: number): Point[] =>
    Array.from({ length: count }, () => names.map(() => scaled(source())));

  it('tell first-order shares, and no total ones', () => {
    const found = analyse('random', random(3000), ishigami);
    expect(found.method).toBe('given-data');
    for (const name of names) {
      const { first: share, total: none, totalReason } = axisOf(found, name);
      expect(Math.abs((share?.value ?? 9) - known.first[name])).toBeLessThan(0.04);
      expect(none).toBeNull();
      expect(totalReason).toContain('saltelli');
    }
  });

  it('vary about 0 for an axis without effect: what chance explains is taken off', () => {
    const estimates = Array.from({ length: 60 }, () => {
      const found = analyse('random', random(120), ([, b = 0]) => b + source());
      return first(found, 'x1') ?? Number.NaN;
    });
    const mean = estimates.reduce((sum, each) => sum + each, 0) / estimates.length;
    // Eleven classes of 120 points: without the correction the mean would be 10/119 = 0.084.
    expect(Math.abs(mean)).toBeLessThan(0.02);
  });

  it('have intervals that hold the truth', () => {
    const trials = 40;
    let caught = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const found = analyse('random', random(400), ishigami);
      const [low = 9, high = 9] = axisOf(found, 'x1').first?.interval ?? [];
      if (low <= known.first.x1 && known.first.x1 <= high) caught += 1;
    }
    expect(caught / trials).toBeGreaterThan(0.85);
  });

  it('take levels as they are, and words that are all different for nothing', () => {
    const points = Array.from({ length: 90 }, (_, i) => [i % 3, `only ${i}`, source()]);
    const found = analyse('random', points, ([a = 0]) => a);
    expect(first(found, 'x1')).toBeCloseTo(1, 12);
    expect(axisOf(found, 'x2')).toMatchObject({ first: null });
    expect(axisOf(found, 'x2').firstReason).toContain('too many values');
    expect(found.axes.map(({ axis }) => axis)).toEqual(['x1', 'x3', 'x2']);
  });

  it('are too few below 30', () => {
    const found = analyse('sobol', random(29), ishigami);
    expect(found.method).toBe('none');
    expect(axisOf(found, 'x1').firstReason).toContain('fewer than 30');
    expect(axisOf(found, 'x1').tornado).not.toBeNull();
  });
});

describe('the tornado', () => {
  it('of a one-at-a-time design moves one axis and keeps the others where they were', () => {
    const points = [
      [5, 'a', null],
      [1, 'a', null],
      [9, 'a', null],
      [5, 'b', null],
      [5, 'c', null],
      [5, 'a', 100],
    ];
    const values = [10, 4, 11, 30, 2, 10];
    let next = 0;
    const found = analyse('one-at-a-time', points, () => values[next++] ?? 0);
    expect(found.method).toBe('one-at-a-time');
    expect(found.axes.map(({ axis }) => axis)).toEqual(['x2', 'x1', 'x3']);
    expect(axisOf(found, 'x1').tornado).toMatchObject({
      lowest: { from: 1, mean: 4, points: 1 },
      highest: { from: 9, mean: 11 },
      range: 7,
    });
    expect(axisOf(found, 'x2').tornado).toMatchObject({
      minimum: { from: 'c', mean: 2 },
      maximum: { from: 'b', mean: 30 },
      range: 28,
    });
    expect(axisOf(found, 'x3').tornado).toMatchObject({ lowest: { from: null }, range: 0 });
    expect(axisOf(found, 'x1').firstReason).toContain('one-at-a-time');
  });

  it('of a continuous axis has the means of its outer quarters', () => {
    const points = Array.from({ length: 40 }, (_, i) => [i, i % 2]);
    const found = analyse('random', shuffled(points, 'quarters'), ([a = 0]) => a);
    expect(axisOf(found, 'x1').tornado).toMatchObject({
      lowest: { from: 0, to: 9, mean: 4.5, points: 10 },
      highest: { from: 30, to: 39, mean: 34.5, points: 10 },
      range: 30,
    });
    expect(axisOf(found, 'x2').tornado?.levels).toHaveLength(2);
  });

  it('says where the extremes are, also in the middle', () => {
    const found = analyse('grid', grid([1, 2, 3], [0, 1]), ([a = 0]) => (a - 2) ** 2);
    const { tornado } = axisOf(found, 'x1');
    expect(tornado?.minimum.from).toBe(2);
    expect(tornado?.lowest.mean).toBe(1);
    expect(tornado?.range).toBe(1);
  });
});

describe('axes that always move together', () => {
  it('are one, in a grid and on continuous ranges', () => {
    const points = grid([1, 2, 3], [10, 20]).map(([a, b]) => [a, 100 * Number(a), b] as Point);
    const found = analyse('grid', points, ([a = 0, , b = 0]) => a + b);
    expect(found.method).toBe('grid');
    expect(found.axes.map(({ axis }) => axis).sort()).toEqual(['x1 + x2', 'x3']);
    const source = createStream('together');
    const random = Array.from({ length: 50 }, () => {
      const share = source();
      return [share, 9 - share ** 2, source()];
    });
    const joint = analyse('random', random, ([a = 0]) => a);
    expect(joint.axes.map(({ axis }) => axis)).toEqual(['x1 + x2', 'x3']);
  });

  it('are two where only their points are all different', () => {
    const source = createStream('apart');
    const random = Array.from({ length: 50 }, () => [source(), source()]);
    expect(analyse('random', random, ([a = 0]) => a).axes).toHaveLength(2);
  });
});

it('says that no point has the metric', () => {
  const found = analyse('grid', grid([1, 2], [1, 2]), () => Number.NaN);
  expect(found).toMatchObject({ points: 0, mean: null, variance: null, method: 'none' });
  expect(found.axes.every(({ tornado }) => tornado === null)).toBe(true);
});

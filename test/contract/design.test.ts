import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesignKind } from '../../src/scenario/sweep-file/sweep-file.ts';
import { designs } from '../../src/sweep/design/index.ts';
import type {
  DesignAxis,
  DesignDefinition,
  DesignInput,
  DesignPoint,
} from '../../src/sweep/design/port.ts';

const range: DesignAxis = { kind: 'range' };
const levelsAxis = fc.record({
  kind: fc.constant('levels' as const),
  levels: fc.integer({ min: 1, max: 9 }),
});
const inputs: fc.Arbitrary<DesignInput> = fc.record({
  axes: fc.array(fc.oneof(levelsAxis, fc.constant(range)), { minLength: 1, maxLength: 5 }),
  samples: fc.integer({ min: 1, max: 40 }),
  seed: fc.string(),
});

/** The input, with what this design cannot take made into what it can. */
function suited(name: DesignKind, input: DesignInput): DesignInput {
  const levelled = input.axes.map((axis) =>
    axis.kind === 'range' ? { ...axis, levels: 3 } : axis,
  );
  if (name === 'list') {
    const levels = levelled[0]?.levels ?? 1;
    return { ...input, axes: levelled.map(() => ({ kind: 'levels', levels })) };
  }
  if (!designs[name].needsLevels) return input;
  return { ...input, axes: levelled.map(({ levels }) => ({ kind: 'levels', levels })) };
}

/** Whether a point has a coordinate for each axis, in its bounds; only one-at-a-time leaves any open. */
function fits(name: DesignKind, point: DesignPoint, axes: readonly DesignAxis[]): boolean {
  const inBounds = (axis: DesignAxis, coordinate: number | null | undefined) => {
    if (coordinate === null) return name === 'one-at-a-time';
    if (coordinate === undefined || !(coordinate >= 0)) return false;
    if (axis.kind === 'range') return coordinate <= 1;
    return Number.isInteger(coordinate) && coordinate < axis.levels;
  };
  return point.length === axes.length && axes.every((axis, index) => inBounds(axis, point[index]));
}

/** The first points of a design; asks for no more. */
function take(points: Iterable<DesignPoint>, most: number): readonly DesignPoint[] {
  const taken: DesignPoint[] = [];
  if (most === 0) return taken;
  for (const point of points) {
    taken.push(point);
    if (taken.length === most) break;
  }
  return taken;
}

const column = (points: readonly DesignPoint[], axis: number) =>
  points.map((point) => point[axis] ?? Number.NaN);
const timesOf = (coordinates: readonly number[], levels: number) =>
  Array.from({ length: levels }, (_, level) => coordinates.filter((one) => one === level).length);
const strata = (shares: readonly number[]) =>
  shares.map((share) => Math.floor(share * shares.length)).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

const names = Object.keys(designs) as DesignKind[];

describe.each(names)('design %s', (name) => {
  const definition: DesignDefinition = designs[name];

  it('is registered by its id', () => {
    expect(definition.id).toBe(name);
  });

  it('makes as many points as it counts, each with a coordinate in the bounds of its axis', () => {
    const met = { range: 0, levels: 0, single: 0 };
    fc.assert(
      fc.property(inputs, (any) => {
        const input = suited(name, any);
        expect(definition.problem(input)).toBeNull();
        const points = [...definition.points(input)];
        expect(points).toHaveLength(definition.count(input));
        expect(points.filter((point) => !fits(name, point, input.axes))).toEqual([]);
        for (const axis of input.axes) {
          met[axis.kind] += 1;
          if (axis.kind === 'levels' && axis.levels === 1) met.single += 1;
        }
      }),
    );
    expect(met.levels).toBeGreaterThan(50);
    expect(met.single).toBeGreaterThan(0);
    if (!definition.needsLevels) expect(met.range).toBeGreaterThan(50);
  });

  it('makes equal points of equal inputs, whatever else is being made', () => {
    fc.assert(
      fc.property(inputs, (any) => {
        const input = suited(name, any);
        const points = [...definition.points(input)];
        const beside = definition.points({ ...input, seed: `${input.seed}!` })[Symbol.iterator]();
        const again = [...definition.points({ ...input })].map((point) => {
          beside.next();
          return point;
        });
        expect(again).toEqual(points);
      }),
    );
  });

  it('makes other points of another seed if it samples, and the same if it does not', () => {
    fc.assert(
      fc.property(inputs, fc.string(), (any, seed) => {
        fc.pre(seed !== any.seed);
        const input = suited(name, { ...any, axes: [range, ...any.axes] });
        const points = [...definition.points(input)];
        const others = [...definition.points({ ...input, seed })];
        if (definition.samples) expect(others).not.toEqual(points);
        else expect(others).toEqual(points);
      }),
    );
  });

  it('makes no more points than are asked for', () => {
    const axes = upTo(8).map((): DesignAxis => ({ kind: 'levels', levels: 1e9 }));
    const input: DesignInput = { axes, samples: 1e9, seed: 's' };
    expect(definition.problem(input)).toBeNull();
    expect(definition.count(input)).toBeGreaterThanOrEqual(1e9);
    expect(take(definition.points(input), 20)).toHaveLength(20);
  });

  it('refuses samples that are no number of points, if it needs any', () => {
    for (const samples of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53]) {
      const input = suited(name, { axes: [range], samples, seed: 's' });
      const problem = definition.problem(input);
      if (!definition.samples) expect(problem).toBeNull();
      else expect(problem).toBe(`samples = ${samples} is no whole number of at least 1`);
    }
  });

  it('refuses ranges by number, if it needs levels', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const ranges = input.axes.flatMap(({ kind }, axis) => (kind === 'range' ? [axis + 1] : []));
        fc.pre(ranges.length > 0);
        const problem = definition.problem(input);
        if (!definition.needsLevels) expect(problem).toBeNull();
        else expect(problem?.match(/\d+/g)?.map(Number)).toEqual(ranges);
      }),
    );
  });
});

describe.each(['random', 'latin-hypercube', 'sobol'] as const)('sampling design %s', (name) => {
  it('keeps the coordinates of its axes when one is added at the end', () => {
    fc.assert(
      fc.property(inputs, fc.oneof(levelsAxis, fc.constant(range)), (input, more) => {
        const wider = { ...input, axes: [...input.axes, more] };
        const kept = [...designs[name].points(wider)].map((point) => point.slice(0, -1));
        expect(kept).toEqual([...designs[name].points(input)]);
      }),
    );
  });

  it('pairs its axes anew: no two ranges have the same shares', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const points = [...designs[name].points({ axes: [range, range, range], samples: 8, seed })];
        const [a, b, c] = [0, 1, 2].map((axis) => column(points, axis).join());
        expect(new Set([a, b, c]).size).toBe(3);
      }),
    );
  });
});

describe('the laws of balance', () => {
  it('latin-hypercube: one share in each stratum, levels as equal as can be', () => {
    const met = { even: 0, uneven: 0, scarce: 0 };
    fc.assert(
      fc.property(inputs, (input) => {
        const { axes, samples } = input;
        const points = [...designs['latin-hypercube'].points(input)];
        for (const [index, axis] of axes.entries()) {
          const coordinates = column(points, index);
          if (axis.kind === 'range') {
            expect(strata(coordinates)).toEqual(upTo(samples));
            continue;
          }
          const fair = samples / axis.levels;
          met[fair < 1 ? 'scarce' : Number.isInteger(fair) ? 'even' : 'uneven'] += 1;
          for (const times of timesOf(coordinates, axis.levels)) {
            expect([Math.floor(fair), Math.ceil(fair)]).toContain(times);
          }
        }
      }),
      { numRuns: 300 },
    );
    for (const times of Object.values(met)) expect(times).toBeGreaterThan(5);
  });

  it('sobol of a power of two: one share in each stratum, levels off by less than 2', () => {
    const met = { exact: 0, close: 0 };
    const axis = fc.oneof(levelsAxis, fc.constant(range));
    const axes = fc.array(axis, { minLength: 1, maxLength: 30, size: 'max' });
    fc.assert(
      fc.property(axes, fc.integer({ min: 0, max: 7 }), fc.string(), (axes, power, seed) => {
        const samples = 2 ** power;
        const points = [...designs.sobol.points({ axes, samples, seed })];
        for (const [index, axis] of axes.entries()) {
          const coordinates = column(points, index);
          if (axis.kind === 'range') {
            expect(strata(coordinates)).toEqual(upTo(samples));
            continue;
          }
          const fair = samples / axis.levels;
          const exact = Number.isInteger(fair);
          met[exact ? 'exact' : 'close'] += 1;
          for (const times of timesOf(coordinates, axis.levels)) {
            if (exact) expect(times).toBe(fair);
            else expect(Math.abs(times - fair)).toBeLessThan(2);
          }
        }
      }),
    );
    expect(met.exact).toBeGreaterThan(50);
    expect(met.close).toBeGreaterThan(50);
  });

  it('sobol: each further block of a power of two fills the strata again', () => {
    const input: DesignInput = { axes: upTo(200).map(() => range), samples: 256, seed: 'blocks' };
    const points = [...designs.sobol.points(input)];
    for (const size of [1, 2, 16, 64]) {
      for (let from = 0; from < points.length; from += size) {
        const block = points.slice(from, from + size);
        const uneven = upTo(200).filter((axis) => new Set(strata(column(block, axis))).size < size);
        expect(uneven).toEqual([]);
      }
    }
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { designs } from '../../../../src/sweep/design/index.ts';
import type { DesignAxis, DesignInput } from '../../../../src/sweep/design/port.ts';
import { sobol } from '../../../../src/sweep/design/sobol.ts';

const ranges = (count: number): DesignAxis[] =>
  Array.from({ length: count }, () => ({ kind: 'range' }));
const sharesOf = (axes: number, samples: number, seed: string): readonly (readonly number[])[] =>
  [...sobol.points({ axes: ranges(axes), samples, seed })].map((point) =>
    point.map((share) => share ?? Number.NaN),
  );

/** The first 32 binary digits of a share. */
const digits = (share: number) => Math.floor(share * 2 ** 32);

describe('the sobol design', () => {
  /** The points of all 200 dimensions with the shift taken off again, as fractions of 2³². */
  function unshifted(samples: number): readonly Uint32Array[] {
    const points = sharesOf(200, samples, 's').map((point) => point.map(digits));
    const shift = points[0] ?? [];
    return points.map((point) =>
      Uint32Array.from(point, (each, axis) => each ^ (shift[axis] ?? 0)),
    );
  }

  // Both from scipy 1.17.1: Sobol(200, scramble=False, bits=32).
  it.each([
    [
      1,
      [
        0x80000000, 0x80000000, 0x80000000, 0x80000000, 0x80000000, 0x80000000, 0x80000000,
        0x80000000,
      ],
    ],
    [
      2,
      [
        0xc0000000, 0x40000000, 0x40000000, 0xc0000000, 0x40000000, 0xc0000000, 0xc0000000,
        0x40000000,
      ],
    ],
    [
      5,
      [
        0xe0000000, 0xe0000000, 0x20000000, 0x20000000, 0x60000000, 0x60000000, 0xe0000000,
        0x60000000,
      ],
    ],
    [
      1000,
      [
        0x38400000, 0x18c00000, 0x84c00000, 0x11c00000, 0x7ac00000, 0x2fc00000, 0xdbc00000,
        0xd7c00000,
      ],
    ],
  ])('has point %i of a known implementation, but for the shift', (index, expected) => {
    const point = unshifted(index + 1)[index];
    const dimensions = [1, 2, 3, 10, 40, 100, 161, 200];
    expect(dimensions.map((dimension) => point?.[dimension - 1])).toEqual(expected);
  });

  it('has all of its first 4096 points, but for the shift', () => {
    const hash = createHash('sha256');
    for (const point of unshifted(4096)) hash.update(point);
    expect(hash.digest('hex')).toBe(
      '620582e0604c61ebddb357a49e83caf73c840cc705ae349c865207854c7f3066',
    );
  });

  it('begins anywhere, never on the edge', () => {
    const firsts = Array.from(
      { length: 1000 },
      (_, seed) => sharesOf(1, 1, `${seed}`)[0]?.[0] ?? 0,
    );
    expect(Math.min(...firsts)).toBeGreaterThan(0);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      firsts.filter((share) => Math.floor(share * 10) === tenth),
    );
    // Five standard errors around 100: √(1000 · 0.1 · 0.9) = 9.5.
    for (const { length } of tenths) expect(Math.abs(length - 100)).toBeLessThan(48);
    for (const share of firsts) expect((share * 2 ** 53) % 2).toBe(1);
  });

  it('puts equally many points in every box of the first two dimensions, and of the first three', () => {
    // Boxes of sides 2^−i with Σ i = m − t hold 2^t of 2^m points; t = Σ (degree − 1) = 0 and 1.
    const m = 8;
    const points = sharesOf(3, 2 ** m, 'boxes');
    const fill = (sides: readonly number[]) => {
      const boxes = new Map<string, number>();
      for (const point of points) {
        const box = sides.map((side, axis) => Math.floor((point[axis] ?? 0) * 2 ** side)).join();
        boxes.set(box, (boxes.get(box) ?? 0) + 1);
      }
      return boxes;
    };
    for (let i = 0; i <= m; i++) {
      expect([...fill([i, m - i]).values()]).toEqual(Array(2 ** m).fill(1));
      for (let j = 0; i + j < m; j++) {
        expect([...fill([i, j, m - 1 - i - j]).values()]).toEqual(Array(2 ** (m - 1)).fill(2));
      }
    }
  });

  it('integrates far better than random points', () => {
    // ∏ (1 + (xᵢ − ½) ÷ i) has integral 1; the first variables matter most.
    const errorOf = (kind: 'sobol' | 'random') => {
      const squares = Array.from({ length: 20 }, (_, seed) => {
        const input: DesignInput = { axes: ranges(8), samples: 1024, seed: `${seed}` };
        let sum = 0;
        for (const point of designs[kind].points(input)) {
          sum += point.reduce<number>(
            (product, share, i) => product * (1 + ((share ?? 0) - 0.5) / (i + 1)),
            1,
          );
        }
        return (sum / 1024 - 1) ** 2;
      });
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    };
    expect(errorOf('sobol')).toBeLessThan(errorOf('random') / 10);
  });

  it('fills all pairs of 40 dimensions better than random points do', () => {
    // Root mean square, over the pairs and 16 × 16 boxes, of the points too many or too few: √(4 · 255/256) at random.
    const unevenness = (kind: 'sobol' | 'random') => {
      const points = [...designs[kind].points({ axes: ranges(40), samples: 1024, seed: 'pairs' })];
      let squares = 0;
      for (let a = 0; a < 40; a++) {
        for (let b = 0; b < a; b++) {
          const boxes = new Float64Array(256);
          for (const point of points) {
            boxes[Math.floor((point[a] ?? 0) * 16) * 16 + Math.floor((point[b] ?? 0) * 16)]! += 1;
          }
          squares += boxes.reduce((sum, count) => sum + (count - 4) ** 2, 0) / 256;
        }
      }
      return Math.sqrt(squares / 780);
    };
    expect(unevenness('sobol')).toBeLessThan(0.8 * unevenness('random'));
  });

  it('begins with the same points whatever the samples', () => {
    expect(sharesOf(3, 5, 's')).toEqual(sharesOf(3, 100, 's').slice(0, 5));
  });

  it('has 200 dimensions and 2³² points', () => {
    const input = (axes: number, samples: number): DesignInput => ({
      axes: ranges(axes),
      samples,
      seed: 's',
    });
    expect(sobol.problem(input(200, 2 ** 32))).toBeNull();
    expect(sobol.problem(input(201, 4))).toBe('a sobol design has at most 200 axes, not 201');
    expect(sobol.problem(input(2, 2 ** 32 + 1))).toBe(
      'a sobol design has at most 4294967296 samples, not 4294967297',
    );
  });
});

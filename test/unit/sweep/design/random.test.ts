import { mean, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { DesignInput } from '../../../../src/sweep/design/port.ts';
import { random } from '../../../../src/sweep/design/random.ts';

const design: DesignInput = {
  axes: [{ kind: 'range' }, { kind: 'levels', levels: 3 }, { kind: 'range' }],
  samples: 6000,
  seed: 's',
};
const points = [...random.points(design)];
const column = (axis: number) => points.map((point) => point[axis] ?? Number.NaN);

describe('the random design', () => {
  it('has uniform shares', () => {
    for (const axis of [0, 2]) {
      // Five standard errors: √(1/12 ÷ 6000) = 0.0037 and √(1/180 ÷ 6000) = 0.00096.
      expect(Math.abs(mean(column(axis)) - 1 / 2)).toBeLessThan(0.019);
      expect(Math.abs(variance(column(axis)) - 1 / 12)).toBeLessThan(0.0049);
    }
  });

  it('has each level equally often', () => {
    for (const level of [0, 1, 2]) {
      const times = column(1).filter((each) => each === level).length;
      // Five standard errors: √(6000 · ⅓ · ⅔) = 37.
      expect(Math.abs(times - 2000)).toBeLessThan(185);
    }
  });

  it('has axes that know nothing of each other', () => {
    const [a, b] = [column(0), column(2)];
    const covariance = mean(a.map((share, index) => (share - 0.5) * ((b[index] ?? 0) - 0.5)));
    // Five standard errors: 1/12 ÷ √6000 = 0.0011.
    expect(Math.abs(covariance)).toBeLessThan(0.0055);
  });

  it('begins with the same points whatever the samples', () => {
    expect([...random.points({ ...design, samples: 10 })]).toEqual(points.slice(0, 10));
  });
});

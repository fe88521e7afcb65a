import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataWall, lossForms } from '../../../src/catalog/pretraining.ts';
import {
  computeOptimal,
  constrainedLoss,
  effectiveTokens,
  trainingLoss,
} from '../../../src/quality/training-loss.ts';

const { form } = lossForms['chinchilla-refit'];
const [wall] = dataWall;
const exponent = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('computeOptimal', () => {
  it('has the least loss of all sizes for its FLOPs', () => {
    const property = fc.property(exponent(18, 27), exponent(-0.5, 0.5), (flops, away) => {
      const { parameters, tokens } = computeOptimal(form, 10 ** flops);
      expect((6 * parameters * tokens) / 10 ** flops).toBeCloseTo(1, 10);
      const moved = 10 ** away;
      const best = trainingLoss(form, parameters, tokens);
      const other = trainingLoss(form, parameters * moved, tokens / moved);
      expect(other).toBeGreaterThanOrEqual(best - 1e-12);
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('gives a model of Chinchilla’s FLOPs about 20 tokens per parameter', () => {
    const { parameters, tokens } = computeOptimal(form, 5.76e23);
    expect(tokens / parameters).toBeGreaterThan(15);
    expect(tokens / parameters).toBeLessThan(30);
  });
});

describe('constrainedLoss', () => {
  const run = { parameters: 7e9, tokens: 1e12, unique: 1e12 };

  it('is the plain loss where nothing repeats, and grows as the different tokens become fewer', () => {
    expect(constrainedLoss(form, wall, run)).toBe(trainingLoss(form, 7e9, 1e12));
    const property = fc.property(exponent(0, 3), exponent(0.05, 1), (fewer, more) => {
      const unique = 1e12 / 10 ** fewer;
      const loss = constrainedLoss(form, wall, { ...run, unique });
      const less = constrainedLoss(form, wall, { ...run, unique: unique / 10 ** more });
      expect(less).toBeGreaterThan(loss);
      expect(loss).toBeGreaterThanOrEqual(trainingLoss(form, 7e9, 1e12));
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('has a wall: four epochs are nearly new data, and endless ones no more than 16.4 times it', () => {
    expect(effectiveTokens(wall, 4e9, 1e9) / 4e9).toBeGreaterThan(0.9);
    expect(effectiveTokens(wall, 1e15, 1e9)).toBeCloseTo(16.39e9, -3);
  });
});

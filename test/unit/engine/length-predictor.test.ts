import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { guessLength } from '../../../src/engine/length-predictor.ts';

const COUNT = 40_000;
const TRUTH = 100_000;
const guesses = (cv: number, key: number) =>
  Array.from({ length: COUNT }, (_, request) => guessLength(TRUTH, cv, key, request) / TRUTH);

describe('the length predictor', () => {
  it.each([0.1, 0.5, 1])('has mean 1 and coefficient of variation %d', (cv) => {
    const errors = guesses(cv, 12345);
    expect(Math.abs(mean(errors) - 1) / (cv / Math.sqrt(COUNT))).toBeLessThan(4);
    // the deviation of a lognormal sample's deviation grows with its tail: 4 % at cv 1 (40,000 draws) is 3 of them
    expect(Math.abs(sampleStandardDeviation(errors) / cv - 1)).toBeLessThan(0.04);
  });

  it('is an oracle without an error', () => {
    expect([1, 7, 4096].map((truth) => guessLength(truth, 0, 1, 2))).toEqual([1, 7, 4096]);
  });

  it('guesses whole lengths of at least 1', () => {
    const short = Array.from({ length: 2000 }, (_, request) => guessLength(1, 2, 9, request));
    expect(short.every((guess) => Number.isInteger(guess) && guess >= 1)).toBe(true);
    expect(Math.max(...short)).toBeGreaterThan(3);
  });

  it('errs by request and key, not by what else was asked', () => {
    const again = guesses(0.5, 7).reverse();
    expect(guesses(0.5, 7)).toEqual(again.reverse());
    const [a, b] = [guesses(0.5, 7), guesses(0.5, 8)];
    expect(a.filter((guess, i) => guess === b[i]).length).toBeLessThan(COUNT / 100);
  });
});

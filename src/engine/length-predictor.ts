import { normalQuantile } from '../base/normal-quantile.ts';
import { hashUniform } from '../base/random/hash.ts';

/**
 * A predictor's guess of an answer's length in tokens: the truth times a lognormal error with mean 1 and coefficient of
 * variation `cv` (0 = an oracle), at least 1. The error belongs to the request, whatever else was drawn.
 */
export function guessLength(truth: number, cv: number, key: number, request: number): number {
  if (cv === 0) return truth;
  const sigma = Math.sqrt(Math.log1p(cv * cv));
  const uniform = hashUniform(key, request, 0, 0);
  const z = normalQuantile(Math.min(Math.max(uniform, 2 ** -54), 1 - 2 ** -53));
  return Math.max(1, Math.round(truth * Math.exp(sigma * z - (sigma * sigma) / 2)));
}

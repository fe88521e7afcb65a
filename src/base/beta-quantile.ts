import { assert } from './assert.ts';
import { incompleteBeta, logBetaScale } from './statistics.ts';

/**
 * Quantile of the beta distribution: the x with I(x; a, b) = p; `a` and `b` > 0, together at most some millions. Relative
 * error below 1e-9. By Newton's method inside bounds that are halved where a step leaves them.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  assert(p >= 0 && p <= 1, `${p} is not a probability`);
  assert(a > 0 && b > 0, `a beta distribution of ${a} and ${b}`);
  if (p === 0 || p === 1) return p;
  const logScale = logBetaScale(a, b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let round = 0; round < 200; round++) {
    const difference = incompleteBeta(x, 1 - x, a, b, logScale) - p;
    if (difference > 0) high = x;
    else low = x;
    const density = Math.exp(logScale + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x));
    const next = x - difference / density;
    const better = next >= low && next <= high ? next : (low + high) / 2;
    const done = Math.abs(better - x) <= 1e-12 * x;
    x = better;
    if (done) break;
  }
  return x;
}

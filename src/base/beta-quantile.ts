import { assert } from './assert.ts';
import { incompleteBeta, logBetaScale } from './statistics.ts';

/**
 * Quantile of the beta distribution: the x with I(x; a, b) = p; `a` and `b` > 0, together at most some millions. Relative
 * error below 1e-9. By Newton's method inside bounds that are halved where a step leaves them; a step of nothing is the last.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  assert(p >= 0 && p <= 1, `${p} is not a probability`);
  assert(a > 0 && b > 0, `a beta distribution of ${a} and ${b}`);
  if (p === 0 || p === 1) return p;
  const logScale = logBetaScale(a, b);
  let low = 0;
  let high = 1;
  let x = nearQuantile(p, a, b);
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

/**
 * Where to look for the quantile first: on the power law by which the distribution leaves the end that is nearer, where the
 * density is infinite at one; else at the mean. Source: W. Press et al., Numerical recipes, 3rd ed., section 6.14.11.
 */
function nearQuantile(p: number, a: number, b: number): number {
  const mean = a / (a + b);
  if (a >= 1 && b >= 1) return mean;
  const low = mean ** a / a;
  const high = (1 - mean) ** b / b;
  const both = low + high;
  const x = p < low / both ? (a * both * p) ** (1 / a) : 1 - (b * both * (1 - p)) ** (1 / b);
  return x > 0 && x < 1 ? x : mean;
}

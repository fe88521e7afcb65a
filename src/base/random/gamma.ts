import { drawExponential } from './exponential.ts';
import { drawNormal } from './normal.ts';
import type { RandomSource } from './source.ts';

/**
 * Makes a sampler of gamma numbers by mean and coefficient of variation: shape 1/cv², scale
 * mean·cv². cv 0 is the constant `mean`, cv 1 the exponential law (by inverse CDF).
 *
 * By rejection (about 1.05 rounds of two uniforms, and one more uniform where cv > 1), so the
 * number of draws varies: give it a stream of its own. Nothing is carried from one call to the next
 * but the source, unlike d3-random's, whose normal keeps a second value: a source that is seated
 * anew for each request makes each draw reproducible by itself.
 *
 * Source: G. Marsaglia and W. W. Tsang, A simple method for generating gamma variables, ACM TOMS
 * 26(3), 2000; for shapes below 1 with its boost by U^(1/shape).
 */
export function createGammaSampler(mean: number, cv: number, source: RandomSource): RandomSource {
  if (cv === 0) return () => mean;
  if (cv === 1) return () => mean * drawExponential(source);
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  if (shape > 1) return () => scale * drawFromShape(d, c, source);
  return () => scale * drawFromShape(d, c, source) * (1 - source()) ** (1 / shape);
}

/** Marsaglia and Tsang's loop: a gamma number of shape d + 1/3 ≥ 1 and scale 1; c = 1/√(9d). */
function drawFromShape(d: number, c: number, source: RandomSource): number {
  for (;;) {
    const x = drawNormal(source);
    const u = 1 - source();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

import type { ChanceOf } from './majority-vote.ts';
import { normalDensity } from './normal.ts';
import { rightScoredBelow, type Verifier, wrongScoredBelow } from './verifier.ts';

/**
 * The sample with the best of N scores: N ∫ p f_c(s) (p F_c(s) + (1 − p) F_w(s))^(N − 1) ds, by the rectangle rule with 40
 * points per standard deviation. With an exact checker 1 − (1 − p)^N. `samples` need not be whole.
 *
 * With a verifier that a share of wrong samples fools, more samples first help and then hurt.
 */
export function createBestOfN(samples: number, verifier: Verifier): ChanceOf {
  const { separation } = verifier;
  if (separation === Infinity) return (chance) => -Math.expm1(samples * Math.log1p(-chance));
  const step = 0.025;
  const points = Array.from({ length: 640 }, (_, i) => {
    const z = -8 + step * i;
    const score = separation + z;
    const right = rightScoredBelow(verifier, score);
    const wrong = wrongScoredBelow(verifier, score);
    return { density: step * normalDensity(z), right, wrong };
  });
  return (chance) => {
    let sum = 0;
    for (const { density, right, wrong } of points) {
      const below = chance * right + (1 - chance) * wrong;
      sum += density * below ** (samples - 1);
    }
    return Math.min(1, samples * chance * sum);
  };
}

import { mean } from 'simple-statistics';

/** Factors that a coefficient is tried at, coarse to fine. */
const steps = [1.5, 1.15, 1.04] as const;
const sweeps = 3;

/** Mean of |ln(predicted ÷ measured)|: as bad at half as at twice. */
export function logError(ratios: readonly number[]): number {
  return mean(ratios.map((ratio) => Math.abs(Math.log(ratio))));
}

/**
 * The coefficients at which `error` is least, by trying one after the other at factors of its value; `atMost` bounds
 * each. The start, within its bounds, is a point of the
 * search, so that the result is never worse than it.
 */
export function fitCoefficients(
  start: readonly number[],
  error: (coefficients: readonly number[]) => number,
  atMost: readonly number[] = start.map(() => Number.POSITIVE_INFINITY),
): readonly number[] {
  const best = start.map((value, i) => Math.min(value, atMost[i] ?? value));
  let least = error(best);
  for (const step of steps) {
    for (let sweep = 0; sweep < sweeps; sweep += 1) {
      const before = least;
      for (const [i, bound] of atMost.entries()) {
        for (const factor of [step, 1 / step]) {
          const tried = [...best];
          tried[i] = Math.min(bound, (best[i] as number) * factor);
          const found = error(tried);
          if (found < least) {
            least = found;
            best[i] = tried[i] as number;
          }
        }
      }
      if (least === before) break;
    }
  }
  return best;
}

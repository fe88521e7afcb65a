import { createStream } from '../../src/base/random/stream.ts';

/** Random choices of one case, reproducible from its name. */
export interface Draw {
  /** In [lo, hi). */
  real(lo: number, hi: number): number;
  /** Whole, from lo to hi, both included. */
  whole(lo: number, hi: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(probability: number): boolean;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
}

export function createDraw(...names: readonly (string | number)[]): Draw {
  const uniform = createStream('differential', ...names);
  const whole = (lo: number, hi: number) => lo + Math.floor(uniform() * (hi - lo + 1));
  return {
    real: (lo, hi) => lo + uniform() * (hi - lo),
    whole,
    pick: (choices) => choices[whole(0, choices.length - 1)]!,
    chance: (probability) => uniform() < probability,
    exponential: (mean) => -Math.log1p(-uniform()) * mean,
  };
}

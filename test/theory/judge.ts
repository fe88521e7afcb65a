import { type MeanInterval, studentTQuantile } from '../../src/base/statistics.ts';
import { LEVEL } from './observe.ts';
import { type Check, usualWidest } from './theory-case.ts';

export interface Verdict {
  readonly passed: boolean;
  /** Inside its own interval. One figure in a hundred is not, by chance: it passes, but the bench shows it. */
  readonly inside: boolean;
  readonly value: number;
  /** Of the figure's own 99 % interval. */
  readonly halfWidth: number;
  /** What the value was held against. */
  readonly expected: string;
}

/** Figures that are judged together; a test sees to it that there are no more. */
export const MOST_FIGURES = 80;

/** Approximations are compared with the table's simulation within this share. */
const SIMULATED_SHARE = 0.03;

/**
 * Whether a figure is what it must be. Each has a 99 % interval, and of seventy right figures one or the other lies
 * outside by chance; so a figure fails only outside the wider interval in which *all* of them lie with 99 % (Bonferroni).
 * An interval wider than the check allows fails, too: a run too short to tell anything proves nothing. Short runs may
 * miss a simulated figure's band, or a bound, by their own half-width.
 */
export function judge(
  check: Check,
  { mean: value, halfWidth, batches }: MeanInterval,
  simulated: number,
  length: 'short' | 'long',
): Verdict {
  const half = halfWidth ?? Number.POSITIVE_INFINITY;
  const sharp = half <= (check.widest ?? usualWidest)[length] * Math.abs(value);
  const verdict = (low: number, high: number, slack: readonly [number, number], shown: string) => {
    const [own, together] = slack.map((s) => sharp && value >= low - s && value <= high + s);
    const passed = together === true;
    return { passed, inside: own === true, value, halfWidth: half, expected: shown };
  };
  const { expected } = check;
  if (expected.is === 'exactly') {
    const together = batches < 2 ? Number.POSITIVE_INFINITY : half * togetherOverOwn(batches);
    return verdict(expected.value, expected.value, [half, together], shown(expected.value));
  }
  const slack = length === 'short' ? half : 0;
  if (expected.is === 'between') {
    const { low, high } = expected;
    return verdict(low, high, [slack, slack], `${shown(low)} … ${shown(high)}`);
  }
  const low = simulated * (1 - SIMULATED_SHARE);
  const high = simulated * (1 + SIMULATED_SHARE);
  return verdict(low, high, [slack, slack], `${shown(simulated)} ± 3 %`);
}

/** Width of the interval of all figures together, as a multiple of each one's own. */
function togetherOverOwn(batches: number): number {
  const tail = (1 - LEVEL) / 2;
  return (
    studentTQuantile(1 - tail / MOST_FIGURES, batches - 1) / studentTQuantile(1 - tail, batches - 1)
  );
}

function shown(value: number): string {
  return String(Number(value.toPrecision(5)));
}

import { median } from 'simple-statistics';
import { meanAndInterval } from '../base/statistics.ts';
import type { BacklogSamples } from '../record/totals.ts';

/** A backlog that ends above this many median batches is out of proportion (contract section 5). */
const BATCHES_OF_BACKLOG = 10;

const LEVEL = 0.99;

/** Below this the interval of the slope has no meaning. */
const FEWEST_SAMPLES = 5;

/**
 * Whether more arrives than is served: over the second half of the arrivals the backlog grows (the 99 % interval of the
 * mean of its successive differences lies above zero) and it ends above ten times the median batch.
 */
export function isOverloaded(backlog: BacklogSamples): boolean {
  const { waiting, running } = backlog;
  if (waiting.length < FEWEST_SAMPLES) return false;
  const steps = waiting.slice(1).map((value, index) => value - waiting[index]!);
  const { mean, halfWidth } = meanAndInterval(steps, LEVEL);
  if (halfWidth === null || mean - halfWidth <= 0) return false;
  return waiting.at(-1)! > BATCHES_OF_BACKLOG * median([...running]);
}

/** Completions per second over the second half of the arrivals; null when that takes no time. */
export function sustainablePerSecond(backlog: BacklogSamples): number | null {
  const { timeSeconds, completions } = backlog;
  if (timeSeconds.length < 2) return null;
  const seconds = timeSeconds.at(-1)! - timeSeconds[0]!;
  return seconds > 0 ? (completions.at(-1)! - completions[0]!) / seconds : null;
}

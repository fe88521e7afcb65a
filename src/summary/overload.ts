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
  const { timeSeconds, waiting, running } = backlog;
  if (waiting.length < FEWEST_SAMPLES) return false;
  // what comes at one instant is an amount of work, no rate of it
  if (timeSeconds[0] === timeSeconds.at(-1)) return false;
  const steps = waiting.slice(1).map((value, index) => value - waiting[index]!);
  const { mean, halfWidth } = meanAndInterval(steps, LEVEL);
  if (halfWidth === null || mean - halfWidth <= 0) return false;
  return waiting.at(-1)! > BATCHES_OF_BACKLOG * median([...running]);
}

/** One-sided error of the interval of {@link isHopeless}, at each look (assumed: a run has about twenty of them). */
const HOPELESS_ERROR = 1e-5;

/** Batches of successive differences: many enough for the interval, long enough to take up their correlation. */
const HOPELESS_BATCHES = 20;

const FEWEST_ARRIVALS = 1000;

/** A backlog that grows by less of what arrives may be a slow tide; to wait for the end tells (assumed). */
const LEAST_GROWTH = 0.05;

/** Twice what an overload takes at the end of a run. */
const BATCHES_OF_HOPELESS_BACKLOG = 2 * BATCHES_OF_BACKLOG;

/** Parts of the second half in each of which work must go on, at half the mean pace or more (assumed). */
const PACE_PARTS = 8;
const LEAST_PACE = 0.5;

/**
 * Whether a run whose load does not change, after `arrivals` requests, will end as {@link isOverloaded} beyond any
 * doubt, so that the rest of it need not be waited for. Far stricter than that, and implying it:
 * - the interval of the mean difference is one-sided at 1 − 1e-5, and made of batches of differences, since those of a
 *   queue are correlated;
 * - the backlog grows by a twentieth of the arrivals, and ends above twenty times the median batch;
 * - it had begun to grow before: at the start of the second half it had half of that growth or more, as a backlog that
 *   grows from the beginning has. A single very long request that bars the way does not look like this;
 * - requests complete all the while: a server that is barred is slow, not overloaded.
 * Only waiting requests count, so that an empty fleet that fills with long requests has no backlog.
 */
export function isHopeless(backlog: BacklogSamples, arrivals: number): boolean {
  if (arrivals < FEWEST_ARRIVALS || !isOverloaded(backlog)) return false;
  const { waiting, running } = backlog;
  const [first, last] = [waiting[0]!, waiting.at(-1)!];
  const growth = last - first;
  if (growth < LEAST_GROWTH * (arrivals / 2) || first < growth / 2) return false;
  if (last <= BATCHES_OF_HOPELESS_BACKLOG * median([...running])) return false;
  const increments = incrementsOf(waiting, HOPELESS_BATCHES);
  if (increments.length < HOPELESS_BATCHES) return false;
  const { mean, halfWidth } = meanAndInterval(increments, 1 - 2 * HOPELESS_ERROR);
  return halfWidth !== null && mean - halfWidth > 0 && worksSteadily(backlog);
}

/** By how much a series grows over each of `parts` equal parts, as long as there is room for; empty where there is none. */
function incrementsOf(values: readonly number[], parts: number): number[] {
  const length = Math.floor((values.length - 1) / parts);
  if (length < 1) return [];
  const start = values.length - 1 - length * parts;
  return Array.from({ length: parts }, (_, part) => {
    const from = start + part * length;
    return values[from + length]! - values[from]!;
  });
}

/** Whether requests complete in every part of the samples, at no less than {@link LEAST_PACE} of the mean pace. */
function worksSteadily({ timeSeconds, completions }: BacklogSamples): boolean {
  const seconds = incrementsOf(timeSeconds, PACE_PARTS);
  const completed = incrementsOf(completions, PACE_PARTS);
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const pace = total(completed) / total(seconds);
  return pace > 0 && completed.every((n, part) => n >= LEAST_PACE * pace * seconds[part]!);
}

/** Completions per second over the second half of the arrivals; null when that takes no time. */
export function sustainablePerSecond(backlog: BacklogSamples): number | null {
  const { timeSeconds, completions } = backlog;
  if (timeSeconds.length < 2) return null;
  const seconds = timeSeconds.at(-1)! - timeSeconds[0]!;
  return seconds > 0 ? (completions.at(-1)! - completions[0]!) / seconds : null;
}

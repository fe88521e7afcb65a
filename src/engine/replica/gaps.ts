import type { Recorder } from '../../record/port.ts';
import type { Stretch } from './stretch.ts';

/** Gaps this much alike are recorded as one: a fifth of the sketch's own error. */
const ALIKE = 1e-3;

/**
 * Records the gaps between tokens that `steps` steps of a stretch made, for the measured sequences of each workload
 * that decoded in them. Durations never fall along a stretch, so gaps that are alike form ranges: each is recorded once,
 * at its mean, instead of step by step.
 */
export function recordGaps(
  recorder: Recorder,
  stretch: Stretch,
  steps: number,
  measured: Int32Array,
): void {
  let from = 0;
  while (from < steps) {
    const to = endOfRange(stretch, from, steps);
    const count = to - from;
    const gap =
      count === 1
        ? stretch.stepSeconds(from)
        : (stretch.seconds(to) - stretch.seconds(from)) / count;
    for (let workload = 0; workload < measured.length; workload++) {
      const sequences = measured[workload]!;
      if (sequences > 0) recorder.gap(workload, gap, count * sequences);
    }
    from = to;
  }
}

/** The first step after `from` whose gap is no longer alike (at most `steps`). */
function endOfRange(stretch: Stretch, from: number, steps: number): number {
  const limit = stretch.stepSeconds(from) * (1 + ALIKE);
  if (stretch.stepSeconds(steps - 1) <= limit) return steps;
  let low = from + 1;
  let high = steps;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretch.stepSeconds(middle) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

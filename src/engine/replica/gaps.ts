import type { Recorder } from '../../record/port.ts';
import type { Stretch } from './stretch.ts';

/**
 * Records the gaps between tokens that the steps of a stretch from index `first` up to `steps` made, for the measured sequences of each workload
 * that decoded in them: one range per piece of the stretch, on which gaps are in arithmetic progression.
 */
export function recordGaps(
  recorder: Recorder,
  stretch: Stretch,
  first: number,
  steps: number,
  measured: Int32Array,
): void {
  let from = first;
  while (from < steps) {
    const to = Math.min(steps, stretch.nextPiece(from));
    const shortest = stretch.stepSeconds(from);
    const longest = to === from + 1 ? shortest : stretch.stepSeconds(to - 1);
    for (let workload = 0; workload < measured.length; workload++) {
      const sequences = measured[workload]!;
      if (sequences > 0) recorder.gaps(workload, shortest, longest, to - from, sequences);
    }
    from = to;
  }
}

import type { Recorder } from '../../record/port.ts';
import type { Stretch } from './stretch.ts';

/**
 * Records the gaps between tokens that `steps` steps of a stretch made, for the measured sequences of each workload
 * that decoded in them: one range per piece of the stretch, on which gaps are in arithmetic progression.
 */
export function recordGaps(
  recorder: Recorder,
  stretch: Stretch,
  steps: number,
  measured: Int32Array,
): void {
  let from = 0;
  while (from < steps) {
    const to = Math.min(steps, stretch.nextPiece(from));
    const first = stretch.stepSeconds(from);
    const last = to === from + 1 ? first : stretch.stepSeconds(to - 1);
    for (let workload = 0; workload < measured.length; workload++) {
      const sequences = measured[workload]!;
      if (sequences > 0) recorder.gaps(workload, first, last, to - from, sequences);
    }
    from = to;
  }
}

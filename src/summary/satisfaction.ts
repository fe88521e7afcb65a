import type { ClassSamples } from '../record/class-samples.ts';

/**
 * What users made of how the turns of their sessions went, where they may leave for it; over measured turns that ended,
 * whether or not there was more to ask.
 */
export interface SatisfactionFigures {
  readonly turns: number;
  /** Share of them after which the user goes on. */
  readonly returnShare: number | null;
  /** Share of them without an answer. */
  readonly unansweredShare: number | null;
  /** Share of the answered that came later than users' target. */
  readonly lateShare: number | null;
  /** Share of the answered that were wrong; null without a task. */
  readonly wrongShare: number | null;
  /** Sessions that began after the warm-up, and whose users had more to ask, and left. */
  readonly leftSessions: number;
}

/** Absent where users go on whatever they get. */
export function satisfactionOf({ opinions, tasks }: ClassSamples): {
  readonly satisfaction?: SatisfactionFigures;
} {
  if (opinions === null || opinions === undefined) return {};
  const { total, returns, answered, late, judged, wrong } = opinions;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    satisfaction: {
      turns: total,
      returnShare: share(returns, total),
      unansweredShare: share(total - answered, total),
      lateShare: share(late, answered),
      wrongShare: share(wrong, judged),
      leftSessions: tasks?.left ?? 0,
    },
  };
}

import { logistic } from '../../quality/logit.ts';
import { abstention, type Delivered } from './port.ts';
import type { Sampled } from './sampling.ts';

/** What a verifier's scores say. */
export interface ScoreScale {
  /** The score at which an answer is as likely right as wrong. */
  readonly neutral: number;
  /** By how much right answers score above wrong ones, in standard deviations; Infinity of an exact checker. */
  readonly separation: number;
}

export interface ScoredOptions extends ScoreScale {
  readonly tier: number;
  readonly samples: number;
  /** The tier that scores. */
  readonly verifier: number;
}

/** The answer of the best score, of equal ones the first asked for; its logistic around `neutral` as confidence. */
export function bestScored(neutral: number): (sampled: readonly Sampled[]) => Delivered {
  return (sampled) => {
    let best: Sampled | null = null;
    for (const each of sampled) {
      const score = each.score ?? -Infinity;
      const most = best?.score ?? -Infinity;
      if (best === null || score > most || (score === most && each.branch < best.branch))
        best = each;
    }
    if (best === null) return abstention;
    return { answer: best.answer, confidence: logistic((best.score ?? -Infinity) - neutral) };
  };
}

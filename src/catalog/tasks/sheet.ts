import type { Source } from '../../physics/data-sheets.ts';
import type { Ability } from '../../quality/ability.ts';

/** How well one model solves a task, and who says so. */
export interface ModelAbility {
  readonly ability: Ability;
  /** Tokens of thinking at which it was measured; null where the model does not think first. */
  readonly thinkingTokens: number | null;
  /** Logit that a doubling of thinking adds; 0 for a model that does not think. */
  readonly logitPerDoubling: number;
  readonly source: Source;
}

/** A score that is not a share of right answers. */
export interface ModelScore {
  readonly value: number;
  readonly source: Source;
}

/** A population of problems: what a task is, how its wrong answers are spread, and what is known of models at it. */
export interface TaskSheet {
  readonly id: string;
  readonly name: string;
  readonly measure:
    | 'right-answers'
    | 'frechet-distance'
    | 'ndcg'
    | 'mean-average-precision'
    | 'win-rate';
  /** Share of the most frequent wrong answer before normalising, and how many there are (quality/answers.ts). */
  readonly wrongAnswers: { readonly concentration: number; readonly count: number };
  /** Whether an answer can be checked without error: by tests, a proof assistant or a solver. */
  readonly exactChecker: boolean;
  readonly abilities: Readonly<Record<string, ModelAbility>>;
  readonly scores: Readonly<Record<string, ModelScore>>;
  /** Where the problems come from, and what the shape of the populations was calibrated on. */
  readonly source: Source;
}

/** Free answers, such as numbers or expressions: many wrong ones. */
export const expressions = { concentration: 0.2, count: 8 } as const;
/** Whole numbers without choices: still more of them. */
export const integers = { concentration: 0.15, count: 8 } as const;

/**
 * Wrong answers of a question with `count` choices, one of which is right. A concentration of 0.8 has the others fail alike, as
 * where they were written to mislead; one of 0.15 has them nearly even, as where a wrong result is matched to any of them.
 */
export function choices(count: number, concentration: number) {
  return { concentration, count: count - 1 } as const;
}

/** What is done about the errors of one step of a long task. */
export interface StepCare {
  /** Chance that an error is noticed. */
  readonly noticed: number;
  /** Chance that what was noticed is repaired. */
  readonly repaired: number;
}

/** Chance of a step that is checked: s + (1 − s) · noticed · repaired. */
export function caredStep(stepChance: number, { noticed, repaired }: StepCare): number {
  return stepChance + (1 - stepChance) * noticed * repaired;
}

/** Chance of a task of `steps` dependent steps, all of which must succeed. */
export function horizonChance(stepChance: number, steps: number): number {
  return stepChance ** steps;
}

/** Steps at which half of the tasks succeed: ln ½ ÷ ln s; Infinity where no step fails. */
export function halfLifeSteps(stepChance: number): number {
  return stepChance === 1 ? Infinity : Math.log(0.5) / Math.log(stepChance);
}

/** What a tool does for a step. */
export interface ToolCare {
  /** Chance that its use works. */
  readonly works: number;
  /** Chance that a use that works shows that the step was wrong. */
  readonly notices: number;
}

/**
 * Chance that a step is right when it is left, where it is done anew as long as the tool shows an error: s ÷ (1 − (1 − s) ·
 * notices). It is that of {@link caredStep} where a repair is as good as the step itself.
 */
export function repeatedStep(stepChance: number, { notices }: ToolCare): number {
  return stepChance / (1 - (1 - stepChance) * notices);
}

/** Chance that one try of such a step is the last: works · (1 − (1 − s) · notices). Tries are geometric. */
export function stepEnds(stepChance: number, { works, notices }: ToolCare): number {
  return works * (1 - (1 - stepChance) * notices);
}

/** Chance that `steps` steps, each of which ends at a try with the chance `ends`, take at most `tries` tries: negative binomial. */
export function withinTries(steps: number, tries: number, ends: number): number {
  if (tries < steps) return 0;
  let term = ends ** steps;
  let sum = term;
  for (let failures = 1; failures <= tries - steps; failures++) {
    term *= ((steps + failures - 1) / failures) * (1 - ends);
    sum += term;
  }
  return Math.min(1, sum);
}

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

/** What retrieved text does to the chance of a right answer. */
export interface Grounding {
  /** Chance that the first document holds what is needed. */
  readonly firstHit: number;
  /** Share of retrieved documents that are to the point. */
  readonly precision: number;
  /** Logit that having it adds. */
  readonly hitLogit: number;
  /** Logit lost per doubling of the documents that are not to the point. */
  readonly noiseLogit: number;
}

/** Exponent of how soon more documents hold what is needed: assumed. */
const HIT_GROWTH = 0.6;

/** Chance that one of `documents` holds what is needed: 1 − (1 − r)^(k^0.6), since neighbours in rank resemble each other. */
export function chanceOfHit(firstHit: number, documents: number): number {
  return 1 - (1 - firstHit) ** (documents ** HIT_GROWTH);
}

/** Logit that `documents` retrieved ones add: what is found helps, what is beside the point distracts. */
export function groundingShift(grounding: Grounding, documents: number): number {
  const { firstHit, precision, hitLogit, noiseLogit } = grounding;
  const noise = noiseLogit * Math.log2(1 + documents * (1 - precision));
  return hitLogit * chanceOfHit(firstHit, documents) - noise;
}

/** Logit that `shots` examples in the prompt add, up to the count from which on more do not help. */
export function examplesShift(shots: number, logitPerDoubling: number, mostUseful: number): number {
  return logitPerDoubling * Math.log2(1 + Math.min(shots, mostUseful));
}

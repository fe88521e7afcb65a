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

/** Logit that `documents` retrieved ones add which hold what is needed, or do not: what is beside the point distracts. */
export function foundShift(
  { precision, hitLogit, noiseLogit }: Omit<Grounding, 'firstHit'>,
  documents: number,
  isFound: boolean,
): number {
  const noise = noiseLogit * Math.log2(1 + documents * (1 - precision));
  return (isFound ? hitLogit : 0) - noise;
}

/** The same on average over searches that give back so many documents. */
export function groundingShift(grounding: Grounding, documents: number): number {
  const chance = chanceOfHit(grounding.firstHit, documents);
  const missed = foundShift(grounding, documents, false);
  return missed + chance * (foundShift(grounding, documents, true) - missed);
}

/**
 * Chance that one of `rounds` searches of so many documents each finds what is needed: each asks for something else, so that
 * they are taken as independent (assumed).
 */
export function chanceOfFinding(firstHit: number, documents: number, rounds: number): number {
  return 1 - (1 - chanceOfHit(firstHit, documents)) ** rounds;
}

/** Logit that `shots` examples in the prompt add, up to the count from which on more do not help. */
export function examplesShift(shots: number, logitPerDoubling: number, mostUseful: number): number {
  return logitPerDoubling * Math.log2(1 + Math.min(shots, mostUseful));
}

import { rightScoredBelow, type Verifier, wrongScoredBelow } from './verifier.ts';

/** A gate that lets through what scores above `threshold`. */
export interface Gate {
  readonly verifier: Verifier;
  readonly threshold: number;
}

/** What becomes of an answer; the four sum to 1. */
export interface Fates {
  readonly rightDelivered: number;
  readonly wrongDelivered: number;
  /** Right, but the gate never let it through. */
  readonly rightRejected: number;
  readonly wrongCaught: number;
}

/** Shares of right and of wrong samples that a gate lets through in each of `checks` independent looks. */
export function passedBy({ verifier, threshold }: Gate, checks = 1) {
  const right = (1 - rightScoredBelow(verifier, threshold)) ** checks;
  const wrong =
    verifier.separation === Infinity ? 0 : (1 - wrongScoredBelow(verifier, threshold)) ** checks;
  return { right, wrong };
}

/**
 * Fates of an answer that is checked `checks` times and sampled anew up to `retries` times while the gate refuses it: of the
 * last one refused, if all were. Each try is right with the same chance, independently. Mean tries: (1 − x^(R + 1)) ÷ (1 −
 * x), where x is the chance of a refusal.
 */
export function createCheckedAnswer(gate: Gate, checks: number, retries: number) {
  const passed = passedBy(gate, checks);
  return (chance: number): Fates & { readonly tries: number } => {
    const rightPasses = chance * passed.right;
    const wrongPasses = (1 - chance) * passed.wrong;
    const refused = 1 - rightPasses - wrongPasses;
    const tries = refused === 1 ? retries + 1 : (1 - refused ** (retries + 1)) / (1 - refused);
    const beforeLast = refused ** retries;
    return {
      rightDelivered: rightPasses * tries,
      wrongDelivered: wrongPasses * tries,
      rightRejected: chance * (1 - passed.right) * beforeLast,
      wrongCaught: (1 - chance) * (1 - passed.wrong) * beforeLast,
      tries,
    };
  };
}

/**
 * Chance and escalations of a cascade at a problem: a small model's answer stands where the gate lets it through, and the
 * large model answers otherwise. `small` and `large` are the two models' chances at the *same* problem.
 */
export function cascadeChance(small: number, large: number, gate: Gate) {
  const passed = passedBy(gate);
  const escalated = 1 - small * passed.right - (1 - small) * passed.wrong;
  return { chance: small * passed.right + escalated * large, escalated };
}

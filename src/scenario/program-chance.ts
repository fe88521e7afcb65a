import { chanceAt } from '../quality/ability.ts';
import { wrongShares } from '../quality/answers.ts';
import { createBestOfN } from '../quality/best-of-n.ts';
import { effortAround, longerShift } from '../quality/effort.ts';
import { shiftChance } from '../quality/logit.ts';
import { createMajorityVote } from '../quality/majority-vote.ts';
import { createExpectation, estimateBelow } from '../quality/route.ts';
import { exactVerifier, verifierOfAuc } from '../quality/verifier.ts';
import { createWeightedVote } from '../quality/weighted-vote.ts';
import type { Pool } from './scenario.ts';
import type { ProgramSpec, RouteSpec, TaskSpec, VerifierSpec } from './thinking.ts';

/** Programs whose answers closed forms tell before a run. */
export const foretold = ['single', 'majority-vote', 'best-of-n', 'weighted-vote'] as const;

/** What a program is made of beside itself. */
export interface ChanceContext {
  readonly task: TaskSpec;
  /** Model of the workload, which answers where a program names none. */
  readonly own: string;
  /** Logit that the making of a model's variant adds to its ability. */
  readonly shiftOf: (model: string) => number;
}

/**
 * Chance that a program answers a problem rightly, by the problem's difficulty rank; null where no closed form says so
 * ({@link foretold}), or the model's ability is not known.
 */
export function programChance(
  spec: ProgramSpec,
  { task, own, shiftOf }: ChanceContext,
): ((rank: number) => number) | null {
  const ofChance = chanceOfProgram(spec, task);
  const model = ('model' in spec ? spec.model : undefined) ?? own;
  const known = task.abilities[model];
  if (ofChance === null || known === undefined) return null;
  const { ability, thinkingTokens, logitPerDoubling } = known;
  const curve = thinkingTokens === null ? null : effortAround(thinkingTokens, logitPerDoubling);
  const longer = longerShift(curve, task.effort);
  const shift = longer + (task.attack === undefined ? shiftOf(model) : 0);
  return (rank) => ofChance(shiftChance(chanceAt(ability, rank), shift));
}

/** Logit that the making of a variant adds to the ability of its base. */
export function variantShift(ref: string, pools: readonly Pool[]): number {
  const served = pools.flatMap(({ serves }) => serves).find((each) => each.ref === ref);
  return served?.variant?.abilityShift ?? 0;
}

/** Rank of the estimate from which on a route with a floor sends requests to its second tier. */
export function floorRank(
  { routerError, tiers: [quick] }: RouteSpec,
  slaFloor: number,
  context: ChanceContext,
): number | null {
  const chance = programChance(quick, context);
  return chance === null ? null : estimateBelow(slaFloor, createExpectation(chance, routerError));
}

function chanceOfProgram(
  spec: ProgramSpec,
  { wrongAnswers: { concentration, count } }: TaskSpec,
): ((chance: number) => number) | null {
  const shares = wrongShares(concentration, count);
  switch (spec.kind) {
    case 'single':
      return (chance) => chance;
    case 'majority-vote':
      return createMajorityVote(spec.samples, shares);
    case 'best-of-n':
      return createBestOfN(spec.samples, scorerOf(spec.verifier));
    case 'weighted-vote':
      return createWeightedVote(spec.samples, shares, scorerOf(spec.verifier));
    default:
      return null;
  }
}

function scorerOf({ kind, auc, fooledShare }: VerifierSpec) {
  return kind === 'exact' ? exactVerifier : verifierOfAuc(auc, fooledShare);
}

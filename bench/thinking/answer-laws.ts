import { verifierOf, verifierReach } from '../../src/catalog/tasks/verifiers.ts';
import { meanAbility, passAtK } from '../../src/quality/ability.ts';
import { createAdaptiveVote } from '../../src/quality/adaptive-vote.ts';
import { createBestOfN } from '../../src/quality/best-of-n.ts';
import {
  continuedTokens,
  defaultLengthSpread,
  effortAround,
  effortShift,
} from '../../src/quality/effort.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver } from '../../src/quality/population.ts';
import { withinReach } from '../../src/quality/reach.ts';
import { refinedChance } from '../../src/quality/refine.ts';
import { createBeam, rightLeaves } from '../../src/quality/step-search.ts';
import type { Verifier } from '../../src/quality/verifier.ts';
import { createWeightedVote } from '../../src/quality/weighted-vote.ts';
import { type Known, percentOf } from './known.ts';

/** What a strategy predicts for what is known and the row's x; null where it says nothing. */
export type AnswerLaw = (known: Known, x: number) => number | null;

/** Steps of a solution that a step verifier sees: assumed. */
const STEPS = 10;
/** What a round of a trained revision model does, so that it ends near a quarter: assumed. */
const REVISION = { breaks: 0.03, fixes: 0.01 };

const processReward = verifierOf('process-reward');
const single: AnswerLaw = ({ model }) => 100 * meanAbility(model.ability);
const vote: AnswerLaw = (known, x) =>
  percentOf(known, createMajorityVote(Math.round(x), known.wrongShares));
/** Labelled by machine, as those of Llemma's time: assumed no better than an outcome model of people's labels. */
const machineLabelled = verifierOf('outcome-reward');
const weighted: AnswerLaw = (known, x) =>
  percentOf(known, createWeightedVote(x, known.wrongShares, machineLabelled));
const bestOf =
  (verifier: Verifier): AnswerLaw =>
  (known, x) =>
    percentOf(known, createBestOfN(x, verifier));

/** Thinking for `tokens` in place of the natural length. */
function thought(known: Known, tokens: number): number | null {
  const { thinkingTokens, logitPerDoubling } = known.model;
  if (thinkingTokens === null) return null;
  const shift = effortShift(effortAround(thinkingTokens, logitPerDoubling), tokens);
  return percentOf(known, (chance) => chance, shift);
}

const length: AnswerLaw = thought;
const continuations: AnswerLaw = (known, x) => {
  const natural = known.model.thinkingTokens;
  return natural === null ? null : thought(known, continuedTokens(natural, x));
};
/** Votes of chains of the natural length, as many as the total of tokens has room for. */
const votesOfChains: AnswerLaw = (known, x) => {
  const natural = known.model.thinkingTokens;
  return natural === null ? null : vote(known, Math.max(1, x / natural));
};

/** Points per doubling of the length that chains happen to have: −γ · Var(p) ÷ (γ² · Var(p) + σ²) · ln 2. */
const lengthSlope: AnswerLaw = ({ population }) => {
  const { difficultySlope, sigma } = defaultLengthSpread;
  const mean = expectedOver(population, (chance) => chance);
  const variance = expectedOver(population, (chance) => (chance - mean) ** 2);
  const lengthVariance = difficultySlope ** 2 * variance + sigma ** 2;
  return (-100 * difficultySlope * variance * Math.LN2) / lengthVariance;
};

/** Continuations of each step that a beam picks from. */
const EXPANSIONS = 4;
/** What a verifier of whole answers sees of one step. */
const ofOneStep = { ...processReward, separation: processReward.separation / Math.sqrt(STEPS) };
const beam = createBeam({ steps: STEPS, expansions: EXPANSIONS, verifier: ofOneStep });

/** The best of as many beams beside each other as a budget of samples has room for: diverse verifier tree search. */
function bestOfBeams(samples: number): (chance: number) => number {
  const best = createBestOfN(Math.max(1, samples / EXPANSIONS), processReward);
  return (chance) => best(beam(chance));
}

/** At each problem the best of the picks that a budget of samples allows; where the verifier is blind, the plain vote. */
const computeOptimal: AnswerLaw = (known, x) => {
  const best = createBestOfN(x, processReward);
  const summed = createWeightedVote(x, known.wrongShares, processReward);
  const plain = createMajorityVote(x, known.wrongShares);
  const beams = bestOfBeams(x);
  const judged = (chance: number) => Math.max(best(chance), summed(chance), beams(chance));
  return percentOf(known, withinReach(reachOf(known), judged, plain));
};

function reachOf({ taskId }: Known): number {
  const reach: Readonly<Record<string, number>> = verifierReach;
  return reach[taskId] ?? 1;
}

const rebase: AnswerLaw = (known, x) => {
  const gain = machineLabelled.separation ** 2 / STEPS;
  const leaves = createMajorityVote(x, known.wrongShares);
  return percentOf(known, (chance) => leaves(rightLeaves(chance, STEPS, gain)));
};

/** How many fewer samples a search picked by problem needs for what the best of `budget` samples reach. */
function saving(
  known: Known,
  budget: number,
  accuracyOf: (samples: number) => number,
): number | null {
  const goal = percentOf(known, createBestOfN(budget, processReward));
  for (let samples = 1; samples <= budget; samples *= 2) {
    if (accuracyOf(samples) >= goal) return budget / samples;
  }
  return null;
}

/** Beams, each step of which is seen by its share of the verifier, where they beat plain samples. */
const searchSaving: AnswerLaw = (known, x) =>
  saving(known, 4 * x, (samples) => {
    const plain = createBestOfN(samples, processReward);
    const beams = bestOfBeams(samples);
    return percentOf(known, (chance) => Math.max(plain(chance), beams(chance)));
  });

/** Chains of revisions beside each other, as long as is best at each problem. */
const revisionSaving: AnswerLaw = (known, x) =>
  saving(known, 4 * x, (samples) => {
    const mixes: ((chance: number) => number)[] = [];
    for (let rounds = 1; rounds <= samples; rounds *= 2) {
      const best = createBestOfN(samples / rounds, processReward);
      mixes.push((chance) => best(refinedChance(chance, rounds - 1, REVISION)));
    }
    return percentOf(known, (chance) => Math.max(...mixes.map((mix) => mix(chance))));
  });

const revisions: AnswerLaw = (known, x) =>
  percentOf(known, (chance) => refinedChance(chance, x, REVISION));

/** Points that votes which stop when they are sure enough lose against forty. */
export function adaptiveLoss(known: Known): number {
  const adaptive = createAdaptiveVote({ confidence: 0.95, maxSamples: 40 }, known.wrongShares);
  const stopped = createAdaptiveVote({ confidence: 2, maxSamples: 40 }, known.wrongShares);
  // Both walks leave the lesser rivals out, so that their difference is the rule's alone.
  return percentOf(known, (chance) => stopped(chance).chance - adaptive(chance).chance);
}

/** The best by a verifier of 2023, which picks at random where it is blind. */
const bestOf2023 =
  (verifier: Verifier): AnswerLaw =>
  (known, x) => {
    const judged = createBestOfN(x, verifier);
    return percentOf(
      known,
      withinReach(reachOf(known), judged, (chance) => chance),
    );
  };

/** By the strategy's words: the first that fits. */
export const answerLaws: readonly (readonly [RegExp, AnswerLaw])[] = [
  [/length prompting|overthinking/, length],
  [/majority vote of .*chains/, votesOfChains],
  [/compute-optimal PRM search/, searchSaving],
  [/compute-optimal revisions/, revisionSaving],
  [/sequential revisions/, revisions],
  [/compute-optimal TTS/, computeOptimal],
  [/REBASE|tree search/, rebase],
  [/rejection sampling/, lengthSlope],
  [/single chain default stop/, length],
  [/budget forcing/, continuations],
  [/pass@k|coverage/, ({ model }, x) => 100 * passAtK(model.ability, x)],
  [/best-of-N PRM/, bestOf2023(processReward)],
  [/best-of-N ORM/, bestOf2023(verifierOf('outcome-reward'))],
  [/best-of-N/, bestOf(processReward)],
  [/weighted vote/, weighted],
  [/majority|self-consistency|cons@|parallel samples/, vote],
  [/single|CoT|no thinking/, single],
];

import { instructAbility } from '../../catalog/tasks/forms.ts';
import { tasks } from '../../catalog/tasks/index.ts';
import { wrongShares } from '../../quality/answers.ts';
import { logistic } from '../../quality/logit.ts';
import { createMajorityVote } from '../../quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../quality/population.ts';
import { flopsPerParameterToken, trainingLoss } from '../../quality/training-loss.ts';
import { accuracyAt } from './ability-of-loss.ts';
import type { ForecastInputs, World } from './world.ts';

/** Logits by which problems are easier or harder than the task's (assumed). */
export const difficulties = { easy: 1, 'as published': 0, hard: -1 } as const;
export type Difficulty = keyof typeof difficulties;

/** Votes that are tried. */
const votes = [1, 3, 5, 9, 17, 33, 65] as const;

/** Best use of one budget for so many answers of such problems. */
export interface BestSplit {
  readonly answers: number;
  readonly difficulty: Difficulty;
  readonly parameters: number;
  readonly tokens: number;
  readonly votes: number;
  readonly trainingShare: number;
  readonly accuracy: number;
  /** The best that the same budget does with one answer each. */
  readonly singleAccuracy: number;
  /** Votes with which this model is as right as a larger one's single answer; null where none of them is. */
  readonly votesForLarger: number | null;
  /** FLOPs per answer with those votes ÷ those of the larger model: below 1 the small one is cheaper to serve. */
  readonly servingRatio: number | null;
}

/** FLOPs of a token forwards, per parameter. */
const flopsPerToken = 2;

/** Accuracy of a plurality by the mean ability of one sample: read off a curve that is made once. */
export type VoteAccuracy = (votes: number, logitOfMean: number) => number;

const reach = 6;
const step = 0.25;

/** Curves for every number of votes over populations of the shape that answers of base models have. */
export function createVoteAccuracy(task: keyof typeof tasks): VoteAccuracy {
  const { concentration, count } = tasks[task].wrongAnswers;
  const wrong = wrongShares(concentration, count);
  const middles = Array.from({ length: (2 * reach) / step + 1 }, (_, at) => at * step - reach);
  const populations = middles.map((middle) => populationOf(instructAbility(logistic(middle))));
  const curves = new Map(
    votes.map((count_) => {
      const vote = createMajorityVote(count_, wrong);
      return [count_ as number, populations.map((each) => expectedOver(each, vote))];
    }),
  );
  return (number, middle) => {
    const place = (Math.min(reach, Math.max(-reach, middle)) + reach) / step;
    const low = Math.min(middles.length - 2, Math.floor(place));
    const curve = curves.get(number) ?? [];
    const [left = 0, right = 0] = [curve[low], curve[low + 1]];
    return left + (place - low) * (right - left);
  };
}

/** Sizes that are tried: tenths of a decade from 10 million to 10 trillion. */
const sizes = Array.from({ length: 61 }, (_, at) => 10 ** (7 + at / 10));

/** For each number of answers and difficulty: the size, tokens and votes that make most answers right within the budget. */
export function bestSplits(
  inputs: ForecastInputs,
  world: World,
  accuracyOf: VoteAccuracy,
): readonly BestSplit[] {
  const { split, training } = inputs.file;
  if (split === null) return [];
  const usdPerFlop = (mfu: number) =>
    (inputs.trainingUsdPerHour * world.prices) / 3600 / (inputs.peakFlops * Math.min(1, mfu));
  const trainingUsd = usdPerFlop(training.mfu * world.mfu);
  const servingUsd = usdPerFlop(split.servingMfu);
  const middleAt = (parameters: number, tokens: number, shift: number) => {
    const loss = trainingLoss(world.form, parameters, tokens);
    const chance = accuracyAt(world.curve, loss, world.ability + shift);
    return Math.log(chance / (1 - chance));
  };
  return split.answers.flatMap((answers) =>
    (Object.keys(difficulties) as Difficulty[]).map((difficulty): BestSplit => {
      const shift = difficulties[difficulty];
      const tried = sizes.flatMap((parameters) =>
        votes.flatMap((number) => {
          const perAnswer = flopsPerToken * parameters * split.tokensPerAnswer * number;
          const left = split.budget - answers * perAnswer * servingUsd;
          const tokens = left / (flopsPerParameterToken * parameters * trainingUsd);
          if (!(tokens > 1e6)) return [];
          const accuracy = accuracyOf(number, middleAt(parameters, tokens, shift));
          return [
            { parameters, tokens, votes: number, trainingShare: left / split.budget, accuracy },
          ];
        }),
      );
      const best = <T extends { readonly accuracy: number }>(list: readonly T[]) =>
        list.reduce<T | null>(
          (most, each) => (each.accuracy > (most?.accuracy ?? -1) ? each : most),
          null,
        );
      const chosen = best(tried);
      const single = best(tried.filter((each) => each.votes === 1));
      return {
        ...(chosen ?? { parameters: 0, tokens: 0, votes: 0, trainingShare: 0, accuracy: 0 }),
        answers,
        difficulty,
        singleAccuracy: single?.accuracy ?? 0,
        ...againstLarger(inputs, middleAt, accuracyOf, shift),
      };
    }),
  );
}

/** A larger model that is trained on the same tokens, against votes of this one. */
function againstLarger(
  { file }: ForecastInputs,
  middleAt: (parameters: number, tokens: number, shift: number) => number,
  accuracyOf: VoteAccuracy,
  shift: number,
): Pick<BestSplit, 'votesForLarger' | 'servingRatio'> {
  const ratio = file.split?.largerModel ?? 1;
  const { parameters, tokens } = file.training;
  const goal = accuracyOf(1, middleAt(ratio * parameters, tokens, shift));
  const own = middleAt(parameters, tokens, shift);
  const enough = votes.find((number) => accuracyOf(number, own) >= goal);
  if (enough === undefined) return { votesForLarger: null, servingRatio: null };
  return { votesForLarger: enough, servingRatio: enough / ratio };
}

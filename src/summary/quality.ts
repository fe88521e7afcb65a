import type { ClassSamples } from '../record/class-samples.ts';
import type { ClassSummary, Quality } from './run-summary.ts';
import { thinkingOf } from './thinking.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** What answers were worth, and what a right one cost; null where no workload has a task. */
export function qualityOf(
  { answers, completed }: Pick<ClassSamples, 'answers' | 'completed'>,
  { energy, cost }: Pick<ClassSummary, 'energy' | 'cost'>,
): Quality | null {
  if (answers === null || answers === undefined) return null;
  const { measured, right, tokens, joules, calls, seconds } = answers;
  const each = (sum: number | null) => (sum === null || right === 0 ? null : sum / right);
  const share = (count: number, of = answers.completed) => (of > 0 ? count / of : null);
  const inAll = (perRequest: number | null) =>
    perRequest === null ? null : perRequest * completed;
  // where other workloads have no task, energy and cost of the whole are not those of answers
  const isAll = answers.completed === completed;
  return {
    accuracy: share(right, measured),
    accuracyInterval: wilsonInterval(right, measured),
    tokensPerRequest: share(tokens, measured),
    callsPerRequest: share(calls, measured),
    tokensPerCorrectAnswer: each(tokens),
    joulesPerCorrectAnswer: isAll ? each(inAll(energy.joulesPerRequest)) : null,
    usdPerCorrectAnswer: isAll ? each(inAll(cost.usdPerRequest)) : null,
    secondsPerCorrectAnswer: each(seconds),
    hallucinationRate: share(answers.hallucinated),
    escapedErrorRate: share(answers.escaped),
    falseRejectRate: share(answers.falselyRejected),
    cutOffRate: share(answers.cutOff),
    outgrownRate: share(answers.outgrown),
    calibrationError: answers.calibrationError,
    keptTokensShare: share(answers.keptTokens, tokens),
    verificationTokensShare: share(answers.verificationTokens, tokens),
    keptJoulesShare: share(answers.keptJoules, joules),
    verificationJoulesShare: share(answers.verificationJoules, joules),
    ...thinkingOf(answers),
  };
}

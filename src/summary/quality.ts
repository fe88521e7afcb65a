import type { ClassSamples } from '../record/class-samples.ts';
import type { ClassSummary, Quality } from './run-summary.ts';
import { thinkingOf } from './thinking.ts';

/** Two-sided 95 % of the normal law. */
const Z = 1.959964;

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
    calibrationError: answers.calibrationError,
    keptTokensShare: share(answers.keptTokens, tokens),
    verificationTokensShare: share(answers.verificationTokens, tokens),
    keptJoulesShare: share(answers.keptJoules, joules),
    verificationJoulesShare: share(answers.verificationJoules, joules),
    ...thinkingOf(answers),
  };
}

/**
 * Interval of a share at 95 % (Wilson 1927): (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n). It holds near 0 and 1, where
 * the normal one does not. Null without any.
 */
export function wilsonInterval(count: number, of: number): readonly [number, number] | null {
  if (of === 0) return null;
  const share = count / of;
  const square = (Z * Z) / of;
  const middle = share + square / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  return [Math.max(0, (middle - half) / (1 + square)), Math.min(1, (middle + half) / (1 + square))];
}

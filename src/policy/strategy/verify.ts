import { logistic } from '../../quality/logit.ts';
import type { AnswerId } from '../../quality/samples.ts';
import { Calls } from './calls.ts';
import {
  abstention,
  callNow,
  type Decision,
  heldBack,
  type StrategyDefinition,
  waitOn,
} from './port.ts';

export interface VerifyOptions {
  readonly tier: number;
  readonly verifier: number;
  readonly checks: number;
  readonly retries: number;
  /** The score that each check must reach. */
  readonly threshold: number;
}

/** An answer that passes every check is delivered; one that fails is sampled anew, and after the last retry the program abstains. */
export const verify: StrategyDefinition<VerifyOptions> = {
  create({ tier, verifier, checks, retries, threshold }) {
    const calls = new Calls();
    let tries = 0;
    let answer: AnswerId | null = null;
    let passed = 0;
    let hasFailed = false;
    let least = Infinity;
    const attempt = (): Decision => {
      if (tries > retries) return calls.deliver(hasFailed ? heldBack : abstention);
      tries += 1;
      answer = null;
      passed = 0;
      least = Infinity;
      return callNow([calls.ask('sample', tier)]);
    };
    const check = (branch: number): Decision => {
      if (answer === null) return attempt();
      if (passed === checks)
        return calls.deliver({ answer, confidence: logistic(least - threshold) });
      return callNow([calls.ask('score', verifier, [branch], branch)]);
    };
    return {
      begin: attempt,
      onFinished(finished) {
        const call = calls.end(finished.branch);
        if (call === null) return waitOn;
        if (call.judges === null) {
          answer = finished.answer;
          return check(call.branch);
        }
        const score = finished.score ?? -Infinity;
        if (score < threshold) {
          hasFailed = true;
          return attempt();
        }
        passed += 1;
        least = Math.min(least, score);
        return check(call.judges);
      },
      onLost: (branch) => (calls.end(branch) === null ? waitOn : attempt()),
      onDeadline: () => abstention,
    };
  },
};

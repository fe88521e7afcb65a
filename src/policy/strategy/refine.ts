import type { AnswerId } from '../../quality/samples.ts';
import { Calls } from './calls.ts';
import { abstention, callNow, type Decision, type StrategyDefinition, waitOn } from './port.ts';

export interface RefineOptions {
  readonly tier: number;
  readonly critic: number;
  readonly rounds: number;
}

/** A draft, then rounds of a critique and a revision of the last text; the last answer is delivered. */
export const refine: StrategyDefinition<RefineOptions> = {
  create({ tier, critic, rounds }) {
    const calls = new Calls();
    const text: number[] = [];
    let last: AnswerId | null = null;
    let done = 0;
    const result = () => (last === null ? abstention : { answer: last, confidence: 1 });
    const next = (): Decision => {
      if (last === null || done === rounds) return calls.deliver(result());
      return callNow([calls.ask('critique', critic, [...text], text.at(-1) ?? null)]);
    };
    return {
      begin: () => callNow([calls.ask('sample', tier)]),
      onFinished({ branch, answer }) {
        const call = calls.end(branch);
        if (call === null) return waitOn;
        text.push(branch);
        if (call.role === 'critique') return callNow([calls.ask('revise', tier, [...text])]);
        if (call.role === 'revise') done += 1;
        if (answer !== null) last = answer;
        return next();
      },
      // Whatever is lost, the last answer stands.
      onLost: (branch) => (calls.end(branch) === null ? waitOn : calls.deliver(result())),
      onDeadline: result,
    };
  },
};

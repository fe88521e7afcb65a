import { Calls } from './calls.ts';
import { abstention, callNow, type Decision, type StrategyDefinition, waitOn } from './port.ts';

export interface AgentOptions {
  readonly tier: number;
  /** The tier that is no model: what each step uses. */
  readonly tool: number;
  /** Steps that work before the model answers. */
  readonly turns: number;
  /** Calls of the model at most, that of the answer included. */
  readonly maxCalls: number;
}

/** What a tool says of a use that worked. */
const WORKED = 1;

/**
 * Steps one after the other, each a call of the model and a use of a tool, on a text that grows by both; then an answer. A step
 * whose use did not work is done anew. An agent that has no calls left, or lost one, gives nothing.
 */
export const agent: StrategyDefinition<AgentOptions> = {
  create({ tier, tool, turns, maxCalls }) {
    const calls = new Calls();
    const text: number[] = [];
    let asked = 0;
    let done = 0;
    const next = (): Decision => {
      if (asked === maxCalls) return calls.deliver(abstention);
      asked += 1;
      return callNow([calls.ask(done === turns ? 'sample' : 'act', tier, [...text])]);
    };
    return {
      begin: next,
      onFinished({ branch, answer, score }) {
        const call = calls.end(branch);
        if (call === null) return waitOn;
        text.push(branch);
        if (call.role === 'act') return callNow([calls.ask('tool', tool, [...text])]);
        if (call.role !== 'tool')
          return calls.deliver(answer === null ? abstention : { answer, confidence: 1 });
        if (score === WORKED) done += 1;
        return next();
      },
      onLost: (branch) => (calls.end(branch) === null ? waitOn : calls.deliver(abstention)),
      onDeadline: () => abstention,
    };
  },
};

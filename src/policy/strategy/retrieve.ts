import { Calls } from './calls.ts';
import { abstention, callNow, type Decision, type StrategyDefinition, waitOn } from './port.ts';

export interface RetrieveOptions {
  readonly tier: number;
  /** The tier that is no model: what searches. */
  readonly retriever: number;
  /** The tier that writes what to look for; any where there is one search. */
  readonly writer: number;
  readonly rounds: number;
}

/**
 * Searches one after the other, then an answer that reads all that they gave back. The first search is for the question;
 * before each other one a call reads what there is and writes what to look for. Where such a call is lost, the answer reads
 * what there is.
 */
export const retrieve: StrategyDefinition<RetrieveOptions> = {
  create({ tier, retriever, writer, rounds }) {
    const calls = new Calls();
    const text: number[] = [];
    let searched = 0;
    const search = (): Decision => callNow([calls.ask('retrieve', retriever, [...text])]);
    const answerNow = (): Decision => callNow([calls.ask('sample', tier, [...text])]);
    return {
      begin: search,
      onFinished({ branch, answer }) {
        const call = calls.end(branch);
        if (call === null) return waitOn;
        if (call.role === 'sample')
          return calls.deliver(answer === null ? abstention : { answer, confidence: 1 });
        text.push(branch);
        if (call.role === 'text') return search();
        searched += 1;
        return searched < rounds ? callNow([calls.ask('text', writer, [...text])]) : answerNow();
      },
      onLost(branch) {
        const call = calls.end(branch);
        if (call === null) return waitOn;
        return call.role === 'sample' ? calls.deliver(abstention) : answerNow();
      },
      onDeadline: () => abstention,
    };
  },
};

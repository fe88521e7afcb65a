import { type StopTable, sampleCounts, stateOf } from '../../quality/learned-stop.ts';
import { Calls } from './calls.ts';
import { callNow, type Decision, type StrategyDefinition, waitOn } from './port.ts';
import { Tally } from './tally.ts';

export interface LearnedOptions {
  readonly tier: number;
  /** What lessons on other problems taught. */
  readonly table: StopTable;
  /** Calls in flight from which on the cluster counts as busy. */
  readonly busyFrom: number;
}

/** What a learned policy sees of the cluster. */
export interface ClusterView {
  /** Calls of strategies in flight. */
  callsInFlight(): number;
}

/** Samples as a learned table says, by votes, samples spent and calls in flight, until it stops; the plurality wins. */
export const learned: StrategyDefinition<LearnedOptions & { readonly cluster: ClusterView }> = {
  create({ tier, table, busyFrom, cluster }) {
    const calls = new Calls();
    const tally = new Tally();
    let asked = 0;
    const next = (): Decision => {
      if (calls.openCount > 0) return waitOn;
      const isBusy = cluster.callsInFlight() >= busyFrom;
      const state = stateOf(table, asked, tally.topTwo(), isBusy);
      // an answer takes a sample, whatever lessons came to
      const wanted = Math.max(sampleCounts[table.actions[state] ?? 0] ?? 0, asked === 0 ? 1 : 0);
      const count = Math.min(wanted, table.maxSamples - asked);
      if (count === 0) return calls.deliver(tally.leader());
      asked += count;
      return callNow(Array.from({ length: count }, () => calls.ask('sample', tier)));
    };
    return {
      begin: next,
      onFinished({ branch, answer }) {
        if (calls.end(branch) === null) return waitOn;
        if (answer !== null) tally.add(answer);
        return next();
      },
      onLost: (branch) => (calls.end(branch) === null ? waitOn : next()),
      onDeadline: () => tally.leader(),
    };
  },
};

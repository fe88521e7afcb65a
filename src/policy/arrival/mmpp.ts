import { drawExponential } from '../../base/random/exponential.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { TimedDefinition, TimedSpec } from './port.ts';

type MmppSpec = Extract<TimedSpec, { process: 'mmpp' }>;

/**
 * A Markov-modulated Poisson process: a Poisson process whose rate is that of a hidden state. A state
 * lasts an exponential time and the next one in the list follows, the first after the last. The run
 * begins in a state as likely as the share of time that it takes. One uniform of `gaps` per arrival
 * and one of `states` per state: a swept rate meets the same bursts.
 *
 * Source: W. Fischer and K. Meier-Hellstern, The Markov-modulated Poisson process (MMPP) cookbook,
 * Performance Evaluation 18(2), 1993.
 */
export const mmpp: TimedDefinition<MmppSpec> = {
  create({ ratePerSecond, states }, { gaps, states: source }) {
    let state = drawState(states, source);
    let now = 0;
    let until = states[state]!.meanSeconds * drawExponential(source);
    return () => {
      let units = drawExponential(gaps);
      for (;;) {
        const rate = states[state]!.relativeRate * ratePerSecond;
        const held = rate * (until - now);
        if (units < held) {
          now = Math.min(until, now + units / rate);
          return now;
        }
        units -= held;
        now = until;
        state = state + 1 === states.length ? 0 : state + 1;
        until = now + states[state]!.meanSeconds * drawExponential(source);
      }
    };
  },
};

function drawState(states: MmppSpec['states'], source: RandomSource): number {
  let rest = source() * states.reduce((sum, { meanSeconds }) => sum + meanSeconds, 0);
  for (let state = 0; state < states.length - 1; state++) {
    rest -= states[state]!.meanSeconds;
    if (rest < 0) return state;
  }
  return states.length - 1;
}

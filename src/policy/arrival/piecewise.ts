import { drawExponential } from '../../base/random/exponential.ts';
import type { TimedDefinition, TimedSpec } from './port.ts';
import { createStepClock } from './rate-steps.ts';

/**
 * A Poisson process whose rate changes by steps, which begin again after the last one or end in its
 * rate for ever. One uniform per arrival.
 */
export const piecewise: TimedDefinition<Extract<TimedSpec, { process: 'piecewise' }>> = {
  create({ ratePerSecond, steps, after }, { gaps }) {
    const clock = createStepClock(
      steps.map(({ relativeRate, seconds }) => ({
        ratePerSecond: relativeRate * ratePerSecond,
        seconds,
      })),
      after,
    );
    let units = 0;
    return () => {
      units += drawExponential(gaps);
      return clock(units);
    };
  },
};

import type { PoolRule } from './rule.ts';

/** A stated step time knows no clock: a cap or a lock that binds would change nothing. */
export const powerNeedsPhysics: PoolRule = {
  involves: ['accelerator', 'power', 'engine.stepTime'],
  check({ power, engine }, path, reporter) {
    if (power === undefined || engine.stepTime === null) return;
    const key = Number.isFinite(power.capWatts) ? 'capPerAccelerator' : 'clock';
    const message = 'engine.stepTime says how long steps last, whatever the clock';
    reporter.error([...path, 'power', key], message, 'leave one of the two out');
  },
};

import type { PoolRule } from './rule.ts';
import { whySingleSteps } from './single-steps.ts';

/** Chips that get too hot lower their clock, which a stated step time and steps of one's own do not know. */
export const heatNeedsPhysics: PoolRule = {
  involves: ['cooling', 'engine.stepTime', 'engine.kvCache', 'engine.speculation', 'role'],
  check({ cooling, engine, role }, path, reporter) {
    if (cooling === undefined) return;
    const at = [...path, 'cooling'];
    if (engine.stepTime !== null) {
      const message = 'engine.stepTime says how long steps last, whatever the clock';
      reporter.error(at, message, 'leave one of the two out');
    }
    const why = whySingleSteps(engine);
    if (why !== null) {
      const message = `${why} is not available on chips whose heat is followed`;
      reporter.error(at, message, 'leave one of the two out');
    }
    if (cooling.leakage === undefined) return;
    const refuse = (what: string) => {
      const message = `leakage is not available ${what}`;
      reporter.error([...at, 'leakage'], message, 'leave one of the two out');
    };
    // encoders know no cap
    if (role === 'encode') refuse('with role encode');
    if (cooling.recirculation !== undefined) refuse('in racks whose recirculation is followed');
  },
};

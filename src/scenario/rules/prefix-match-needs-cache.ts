import type { PoolRule } from './rule.ts';

/** An order by what a prefix cache has needs one. */
export const prefixMatchNeedsCache: PoolRule = {
  involves: ['engine.scheduler', 'engine.prefixCache'],
  check({ engine }, path, reporter) {
    if (engine.scheduler !== 'longest-prefix-match' || engine.prefixCache === true) return;
    const message = 'longest-prefix-match goes by a prefix cache: without one it would be fcfs';
    const fix = 'write prefixCache: true, or scheduler: fcfs';
    reporter.error([...path, 'engine', 'scheduler'], message, fix);
  },
};

import type { PoolRule } from './rule.ts';

/** Engines whose steps are planned one at a time run one data rank. */
export const singleSteps: PoolRule = {
  involves: ['engine.kvCache', 'parallelism.data'],
  check({ engine, parallelism }, path, reporter) {
    if (parallelism.data === 1 || engine.kvCache !== false) return;
    const message = 'an engine without KV cache is not available with data ranks';
    reporter.error([...path, 'parallelism', 'data'], message, 'use data: 1, or kvCache: true');
  },
};

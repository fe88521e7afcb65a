import type { PoolRule } from './rule.ts';

/** A full batch that decodes takes one token per sequence: the token budget must have room for it (serving semantics). */
export const batchBudget: PoolRule = {
  involves: ['engine.maxSequences', 'engine.maxBatchedTokens'],
  check(pool, path, reporter) {
    const { maxSequences, maxBatchedTokens } = pool.engine;
    if (maxBatchedTokens >= maxSequences) return;
    const message = `maxBatchedTokens ${maxBatchedTokens} is below maxSequences ${maxSequences}`;
    const fix = `use maxBatchedTokens: ${maxSequences} or more, or fewer sequences`;
    reporter.error([...path, 'engine', 'maxBatchedTokens'], message, fix);
  },
};

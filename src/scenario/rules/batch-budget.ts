import type { PoolRule } from './rule.ts';

/**
 * A full batch that decodes takes one token per sequence, and its drafts: the token budget must have room for it (serving
 * semantics).
 */
export const batchBudget: PoolRule = {
  involves: ['engine.maxSequences', 'engine.maxBatchedTokens', 'engine.speculation'],
  check(pool, path, reporter) {
    const { maxSequences, maxBatchedTokens, speculation } = pool.engine;
    const each = 1 + (speculation?.tokens ?? 0);
    const least = each * maxSequences;
    if (maxBatchedTokens >= least) return;
    const drafts = each === 1 ? '' : ` × ${each} tokens, drafts included`;
    const message = `maxBatchedTokens ${maxBatchedTokens} is below maxSequences ${maxSequences}${drafts}`;
    const fix = `use maxBatchedTokens: ${least} or more, or fewer sequences`;
    reporter.error([...path, 'engine', 'maxBatchedTokens'], message, fix);
  },
};

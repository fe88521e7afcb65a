import { decoderOf } from './decoder-of.ts';
import { requestTokens } from './kv-room.ts';
import type { ServiceRule } from './rule.ts';

/**
 * Without a KV cache, a step has room for the whole context of a request, up to its last token: prompt + output − 1.
 * Larger requests are rejected while running; a budget that not even the smallest fits into is refused.
 */
export const stepRoom: ServiceRule = {
  involvesPool: ['engine.kvCache', 'engine.maxBatchedTokens', 'serves'],
  involvesWorkload: ['promptTokens', 'outputTokens', 'maxTokens', 'arrivals', 'model', 'task'],
  check(workload, pool, poolPath, reporter) {
    const shape = decoderOf(pool);
    const sizes = requestTokens(workload);
    const { kvCache, maxBatchedTokens } = pool.engine;
    if (shape === undefined || sizes === null || kvCache !== false) return;
    const needed = Math.min(sizes.largest, shape.contextTokens);
    if (needed <= maxBatchedTokens) return;
    const at = [...poolPath, 'engine', 'maxBatchedTokens'];
    const fix = `use maxBatchedTokens: ${needed} or more`;
    if (sizes.smallest > maxBatchedTokens) {
      const message = `no request of ${workload.name} could run without a KV cache: the smallest has ${sizes.smallest} tokens, a step ${maxBatchedTokens}`;
      reporter.error(at, message, fix);
      return;
    }
    const message = `without a KV cache, requests of ${workload.name} may need steps of ${needed} tokens; those above ${maxBatchedTokens} will be rejected`;
    reporter.warning(at, message, fix);
  },
};

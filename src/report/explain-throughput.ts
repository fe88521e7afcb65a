import type { CompiledPool } from '../compile/compiled.ts';
import { expectedTokensPerPass } from '../physics/speculation.ts';
import { encodingSeconds } from './explain-encoding.ts';
import {
  type ExplainedStep,
  foundTokens,
  largestBatch,
  type TypicalRequest,
} from './explain-steps.ts';

/**
 * What the whole pool can do at best: every replica at its largest batch, prompts in full steps, all that prompts
 * share found in the cache, nothing waiting and nothing preempted. A run stays below it.
 */
export interface BestThroughput {
  readonly requestsPerSecond: number;
  readonly outputTokensPerSecond: number;
}

/** What a pool does at best on requests that are all typical. */
export function bestThroughput(
  pool: CompiledPool,
  request: TypicalRequest,
  steps: readonly ExplainedStep[],
): BestThroughput {
  const { promptTokens, outputTokens } = request;
  const prompts = steps.at(-1);
  if (pool.step.kind === 'encoder' && prompts !== undefined) {
    const images = largestBatch(pool, request) / prompts.seconds;
    const requests = (pool.replicas * images) / (request.images ?? 1);
    return { requestsPerSecond: requests, outputTokensPerSecond: 0 };
  }
  if (pool.step.kind === 'one-shot' && prompts !== undefined) {
    const jobs =
      prompts.prefillTokens / (pool.step.input.maxBatchItems === null ? 1 : promptTokens);
    const jobsPerSecond = (pool.replicas * jobs) / prompts.seconds;
    return { requestsPerSecond: jobsPerSecond, outputTokensPerSecond: jobsPerSecond };
  }
  const decode = steps.at(-2);
  if (prompts === undefined || decode === undefined) throw new Error('no step was explained');
  const computed = pool.role === 'decode' ? 0 : promptTokens - foundTokens(pool, request);
  const prefillSeconds =
    (prompts.seconds * computed) / prompts.prefillTokens + encodingSeconds(pool, request);
  const { decoding } = pool;
  const perStep =
    decoding?.kind === 'speculation'
      ? expectedTokensPerPass(decoding.acceptance, decoding.tokens)
      : 1;
  const decoded = pool.role === 'prefill' ? 0 : outputTokens - 1;
  const decodeSeconds = (decoded * decode.seconds) / (perStep * decode.decodeSequences);
  const ranks = pool.replicas * pool.dataRanks;
  const requestsPerSecond = ranks / (prefillSeconds + decodeSeconds);
  const made = pool.role === 'prefill' ? 1 : outputTokens;
  return { requestsPerSecond, outputTokensPerSecond: requestsPerSecond * made };
}

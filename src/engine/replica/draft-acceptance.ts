import { hashKey, hashUniform } from '../../base/random/hash.ts';

/**
 * Which drafted tokens the model accepts: the token at each place of each answer, independently with one probability.
 * It is drawn by (request, place), not by step: a request that is computed again fares as before, and longer drafts of
 * the same answer are accepted at least as far.
 */
export class DraftAcceptance {
  readonly #key: number;
  readonly #tokens: number;
  readonly #acceptance: number;

  /** Drafts of `tokens` tokens; `acceptance` is each one's probability. */
  constructor(
    { seed, replication }: { readonly seed: string; readonly replication: number },
    tokens: number,
    acceptance: number,
  ) {
    this.#key = hashKey(seed, replication, 'speculation');
    this.#tokens = tokens;
    this.#acceptance = acceptance;
  }

  /** Drafted tokens accepted before the first refusal, after `made` tokens of a request's answer. */
  accepted(request: number, made: number): number {
    let count = 0;
    while (
      count < this.#tokens &&
      hashUniform(this.#key, request, made + count, 0) < this.#acceptance
    ) {
      count++;
    }
    return count;
  }
}

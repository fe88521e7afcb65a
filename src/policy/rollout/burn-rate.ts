import type { EndedRequests, Monitor } from './port.ts';

export interface BurnRateSpec {
  readonly kind: 'burn-rate';
  /** Multiple of the allowed misses from which on it fails. */
  readonly rate: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
}

/**
 * How fast the candidate uses up the budget of misses that the objectives leave: misses ÷ allowed misses. Fails where
 * both windows burn at `rate` or faster: the long one says that it matters, the short one that it still goes on (Beyer et
 * al., The site reliability workbook, 2018, ch. 5). Requests of workloads without targets can only miss by not completing.
 */
export const burnRate: Monitor<BurnRateSpec> = {
  judge({ rate, longSeconds, shortSeconds }, { candidate, minRequests }) {
    const long = candidate.within(longSeconds);
    if (long.count < minRequests) return 'unknown';
    const burns = ({ missed, allowedMisses }: EndedRequests) =>
      missed > 0 && missed >= rate * allowedMisses;
    return burns(long) && burns(candidate.within(shortSeconds)) ? 'fail' : 'pass';
  },
};

import type { RequestView } from '../request-view.ts';
import type { Admission, AdmissionDefinition, AdmissionSpec, FleetView } from './port.ts';

type TokenBucketSpec = Extract<AdmissionSpec, { policy: 'token-bucket' }>;

/**
 * Shortfall that counts as rounding: a clock of 1/s must find its token at every tick of a 1/s
 * bucket. Assumed.
 */
const ROUNDING_TOKENS = 1e-9;

/**
 * A bucket that holds `burst` tokens at most, starts full and refills at `ratePerSecond`. A request
 * takes 1 token, or as many as its prompt has, and is refused, taking none, where the bucket holds
 * fewer. A prompt longer than `burst` is always refused. Over any window of t seconds, at most
 * burst + ratePerSecond·t tokens are let in.
 */
export const tokenBucket: AdmissionDefinition<TokenBucketSpec> = {
  create: (spec) => new TokenBucket(spec),
};

/**
 * Level = burst + rate·(now − full) − spent: derived from the last full instant, so that rounding
 * never adds up.
 */
class TokenBucket implements Admission {
  private readonly spec: TokenBucketSpec;
  private lastFullSeconds = 0;
  private spentTokens = 0;

  constructor(spec: TokenBucketSpec) {
    this.spec = spec;
  }

  admits(request: RequestView, fleet: FleetView): boolean {
    const { burst, ratePerSecond, unit } = this.spec;
    const refilled = ratePerSecond * (fleet.nowSeconds - this.lastFullSeconds);
    if (refilled >= this.spentTokens) {
      this.lastFullSeconds = fleet.nowSeconds;
      this.spentTokens = 0;
    }
    const level = this.spentTokens === 0 ? burst : burst + refilled - this.spentTokens;
    const cost = unit === 'requests' ? 1 : request.promptTokens;
    if (level + ROUNDING_TOKENS < cost) return false;
    this.spentTokens += cost;
    return true;
  }
}

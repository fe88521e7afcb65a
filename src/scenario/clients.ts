import type { Seconds } from '../base/units.ts';
import type { DeferralName } from '../policy/deferral/index.ts';
import type { DurationSpec } from '../policy/duration/port.ts';
import type { Outcome } from '../record/outcome.ts';
import type { Priced } from './prices.ts';

/** Clients who lose patience and leave, each after a time of its own. */
export interface Cancel {
  readonly patience: DurationSpec;
  /** What they wait for: who has a first token stays, or who does not have the whole answer leaves. */
  readonly until: 'first-token' | 'end';
}

/** Outcomes after which a client may ask again. */
export const retriedOutcomes = [
  'rejected',
  'shed',
  'expired',
  'failed',
] as const satisfies readonly Outcome[];
export type RetriedOutcome = (typeof retriedOutcomes)[number];

/**
 * Clients who ask again. After the k-th request in vain they wait min(cap, base × multiplier^(k − 1)) × (1 − jitter × u),
 * u uniform in [0, 1).
 */
export interface Retry {
  /** Requests for one question at most, the first one included. */
  readonly maxAttempts: number;
  readonly baseSeconds: Seconds;
  readonly multiplier: number;
  readonly capSeconds: Seconds;
  readonly jitter: number;
  readonly on: readonly RetriedOutcome[];
}

/**
 * Clients who send a request to one more replica, and to another one after as long again, while none of its copies has a
 * first token.
 */
export interface Hedge {
  readonly afterSeconds: Seconds;
  /** Copies beside the first request at most. */
  readonly max: number;
}

/** Clients whose requests may start later, while the grid is cleaner or cheaper. */
export interface Defer {
  readonly policy: DeferralName;
  /** From a request's arrival to its start at the latest. */
  readonly slackSeconds: Seconds;
  /** A figure counts as the lowest where it is above it by no more than this share of it. */
  readonly tolerance: number;
}

/**
 * Users who go on with a conversation, or do not, by how the answer was that they got. The chance that the next turn comes
 * is most × 2^(−(waited − target)⁺ ÷ halving), × `wrong` where the answer is not right; without an answer it is most ×
 * `unanswered`.
 */
export interface Satisfaction {
  /** What they wait for: the first token, or the whole answer; both from the first request for it. */
  readonly of: 'ttft' | 'e2e';
  /** A wait up to here costs nothing. */
  readonly targetSeconds: Seconds;
  /** Each such time beyond it halves the chance. */
  readonly halvingSeconds: Seconds;
  /** Chance after an answer in time that is not wrong. */
  readonly most: number;
  /** Factors; `wrong` is 1 where no task says what is right, `unanswered` 0 where a failure ends the conversation. */
  readonly wrong: number;
  readonly unanswered: number;
}

/** What the clients of a workload do beside waiting, and what they pay; each absent where they do not. */
export interface ClientBehaviour extends Priced {
  readonly cancel?: Cancel;
  readonly retry?: Retry;
  readonly hedge?: Hedge;
  readonly defer?: Defer;
  readonly satisfaction?: Satisfaction;
}

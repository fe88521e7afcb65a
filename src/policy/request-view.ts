import type { Content } from './content.ts';

/**
 * What the control plane may know of a request. The true length of its answer is not among it: only
 * what the client asked for at most, or a predictor's guess. One object is reused; a policy must
 * not keep it.
 */
export interface RequestView {
  readonly arrivalSeconds: number;
  readonly promptTokens: number;
  readonly maxTokens: number;
  /** A predictor's guess of the answer's length; equals maxTokens where no predictor is set. */
  readonly predictedTokens: number;
  /**
   * Arrival plus the tightest of the targets and timeouts that its workload states, or the deadline
   * that its trace has, whichever comes first; Infinity without any.
   */
  readonly deadlineSeconds: number;
  readonly priority: number;
  readonly workload: number;
  readonly tenant: number;
  /** Session or task of its workload that it belongs to; −1 without. */
  readonly session: number;
  /** What its prompt begins with where others begin alike; null where it shares nothing. */
  readonly content: Content | null;
  /** The text of its prompt's rest (content.ts). */
  readonly text: number;
}

import type { Monitor } from './port.ts';

export interface EscapedErrorsSpec {
  readonly kind: 'escaped-errors';
  /** Share of the delivered answers that somebody grades, and how long that takes. */
  readonly audited: number;
  readonly delaySeconds: number;
  readonly maxShare: number;
}

/**
 * Fails where more than `maxShare` of the candidate's answers that somebody graded were wrong and delivered all the same.
 * What was graded is all that it knows of the truth.
 */
export const escapedErrors: Monitor<EscapedErrorsSpec> = {
  judge({ audited, delaySeconds, maxShare }, { candidate, windowSeconds, minRequests }) {
    const { graded, wrong } = candidate.graded(windowSeconds, audited, delaySeconds);
    if (graded < minRequests) return 'unknown';
    return wrong > maxShare * graded ? 'fail' : 'pass';
  },
};

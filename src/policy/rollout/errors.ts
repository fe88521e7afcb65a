import type { Monitor } from './port.ts';

export interface ErrorsSpec {
  readonly kind: 'errors';
  readonly maxShare: number;
}

/** Fails where more than `maxShare` of the candidate's requests ended with an error. */
export const errors: Monitor<ErrorsSpec> = {
  judge({ maxShare }, { candidate, windowSeconds, minRequests }) {
    const seen = candidate.within(windowSeconds);
    if (seen.count < minRequests) return 'unknown';
    return seen.errors > maxShare * seen.count ? 'fail' : 'pass';
  },
};

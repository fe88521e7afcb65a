import type { RowName } from './theory-case.ts';

export interface NotTested {
  /** Of the reference table, the header being line 1. */
  readonly line: number;
  /** What stands there, so that a table with other lines is noticed. */
  readonly system: RowName[0];
  readonly reason: string;
}

/** Rows of the reference table that no run is held against, each with the reason. */
export const notTested: readonly NotTested[] = [
  {
    line: 28,
    system: 'DistServe Eq2 inter-op x2',
    reason:
      'later: a step occupies all pipeline stages until its end; prompts do not overlap in them yet',
  },
  {
    line: 53,
    system: 'Full-batch (wait for b) service',
    reason: 'later: no batching that waits until a batch is full yet',
  },
];

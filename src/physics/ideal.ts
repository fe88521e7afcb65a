/** What may be made free, to see what bounds a cluster and what a law without bounds would promise. */
export const idealTerms = ['memory', 'cache', 'network', 'host', 'io'] as const;
export type IdealTerm = (typeof idealTerms)[number];

/** What costs nothing: no seconds, no joules, no bytes. Room stays as it is: weights and KV blocks take memory as ever. */
export interface WithIdeal {
  /** Absent where everything costs what it costs. */
  readonly ideal?: readonly IdealTerm[];
}

/** Whether a term is made free. */
export function isFree({ ideal }: WithIdeal, term: IdealTerm): boolean {
  return ideal?.includes(term) === true;
}

/** A profile whose host does its work in no time, whatever the profile's kind: every figure of the host's time is 0. */
export function withoutHost<T extends object>(profile: T): T {
  const free = { ...profile } as Record<string, unknown>;
  for (const key of hostFigures) if (key in free) free[key] = 0;
  return free as T;
}

const hostFigures = [
  'hostSecondsPerLayer',
  'hostSecondsPerStep',
  'hostSecondsPerSequence',
  'eagerSecondsPerLayer',
  'eagerSecondsPerExpertLayer',
  'apiSeconds',
  'launchSeconds',
  'hostSecondsPerBatch',
  'hostSecondsPerItem',
] as const;

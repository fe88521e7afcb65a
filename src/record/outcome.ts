/** What became of a request. Conservation of requests is a group-by over this one column. */
export const outcomes = [
  'completed',
  'rejected',
  'shed',
  'expired',
  'cancelled',
  'failed',
  'in-flight',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Codes as the request table and the dictionary column store them. */
export const outcomeCode = {
  completed: 0,
  rejected: 1,
  shed: 2,
  expired: 3,
  cancelled: 4,
  failed: 5,
  'in-flight': 6,
} as const satisfies Record<Outcome, number>;

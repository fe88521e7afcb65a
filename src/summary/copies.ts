/** Why replications can be copies of each other, and what to do. */
export const copiesReason =
  'nothing in the scenario is drawn at random, as where a trace is replayed; another trace, or arrivals that are drawn, would tell how much is chance';

/**
 * Whether replications are copies of each other: two or more, with the same value of every metric to the last bit (NaN
 * where there is none). Where anything is drawn at random the arrivals alone make them differ; so they say nothing of
 * chance, and an interval between them would have no width.
 */
export function areCopies(replications: readonly ArrayLike<number>[]): boolean {
  const [first, ...others] = replications;
  if (first === undefined || others.length === 0) return false;
  const metrics = Array.from(first);
  return (
    !metrics.every(Number.isNaN) &&
    others.every(
      (other) =>
        other.length === metrics.length &&
        metrics.every((value, at) => Object.is(value, other[at])),
    )
  );
}

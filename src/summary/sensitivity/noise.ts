/** Replications of a metric at a point: one value per replication, NaN where it has none. */
export type Replications = readonly number[];

/**
 * Variance of each point's mean over its replications, s² ÷ R; NaN where a point has fewer than two. What a replication
 * adds at all points alike is taken out first (points of a sweep share their random numbers): it moves no point against
 * another.
 */
export function replicationNoise(points: readonly Replications[]): readonly number[] {
  const means = points.map((values) => meanOf(values));
  const most = points.reduce((longest, values) => Math.max(longest, values.length), 0);
  const isRepeated = points.map((values) => values.filter((x) => !Number.isNaN(x)).length > 1);
  const repeated = isRepeated.filter(Boolean).length;
  const shared = Array.from({ length: most }, (_, replication) => {
    if (repeated < 2) return 0;
    const deviations = points.map((values, point) =>
      isRepeated[point] === true ? (values[replication] ?? Number.NaN) - means[point]! : Number.NaN,
    );
    const mean = meanOf(deviations);
    return Number.isNaN(mean) ? 0 : mean;
  });
  // Of what is a point's own, 1 ÷ points went with it.
  const lost = repeated < 2 ? 1 : repeated / (repeated - 1);
  return points.map((values, point) => {
    const own = values.flatMap((value, replication) =>
      Number.isNaN(value) ? [] : [value - means[point]! - shared[replication]!],
    );
    if (own.length < 2) return Number.NaN;
    const centre = meanOf(own);
    const squares = own.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    return (squares / (own.length - 1) / own.length) * lost;
  });
}

/** Mean of the values that exist; NaN without any. */
export function meanOf(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

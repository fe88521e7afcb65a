/** One of two straight lines, the higher of which counts, `weight` times. */
export interface TwoLines {
  readonly weight: number;
  readonly firstIntercept: number;
  readonly firstSlope: number;
  readonly secondIntercept: number;
  readonly secondSlope: number;
}

/** A convex polyline over x ≥ 0: segment i holds up to ends[i]; the last end is Infinity. */
export interface Polyline {
  readonly ends: Float64Array;
  readonly intercepts: Float64Array;
  readonly slopes: Float64Array;
}

/**
 * Σ weight × max(first line, second line) as one polyline, so that a sum over a dozen operators costs one look-up.
 * Each pair crosses at most once in x ≥ 0; between crossings the sum is a straight line.
 */
export function sumOfMaxima(pairs: readonly TwoLines[]): Polyline {
  const crossings = [...new Set(pairs.map(crossing).filter((x) => x > 0 && x < Infinity))];
  const ends = [...crossings.sort((a, b) => a - b), Infinity];
  const intercepts = new Float64Array(ends.length);
  const slopes = new Float64Array(ends.length);
  for (const [i, end] of ends.entries()) {
    const start = i === 0 ? 0 : (ends[i - 1] as number);
    // Any point inside the segment tells which line of each pair is the higher there.
    const inside = end === Infinity ? 2 * start + 1 : (start + end) / 2;
    for (const p of pairs) {
      const first = p.firstIntercept + p.firstSlope * inside;
      const second = p.secondIntercept + p.secondSlope * inside;
      intercepts[i] =
        (intercepts[i] as number) +
        p.weight * (first > second ? p.firstIntercept : p.secondIntercept);
      slopes[i] =
        (slopes[i] as number) + p.weight * (first > second ? p.firstSlope : p.secondSlope);
    }
  }
  return { ends: Float64Array.from(ends), intercepts, slopes };
}

/** The polyline at x ≥ 0. */
export function polylineAt(line: Polyline, x: number): number {
  const { ends } = line;
  let i = 0;
  while (x > (ends[i] as number)) i++;
  return (line.intercepts[i] as number) + (line.slopes[i] as number) * x;
}

/** Where the two lines cross; NaN or an infinity when they are parallel. */
function crossing(p: TwoLines): number {
  return (p.secondIntercept - p.firstIntercept) / (p.firstSlope - p.secondSlope);
}

import { createStream } from '../../base/random/stream.ts';
import { isContinuous, levelClasses, rankClasses, type SensitivityAxis } from './axis.ts';
import { percentileInterval, resampleCount, type SobolIndex } from './indices.ts';

/** Assumed: √30 classes are five of six points each; with fewer, a class mean is that of a handful. */
export const fewestGivenPoints = 30;

/** Assumed: as many classes as points in each, up to this many. */
const mostClasses = 48;

/** Assumed: a class must have so many points on average, or its mean is that of one or two. */
const fewestPerClass = 3;

/**
 * First-order share of an axis from points that were chosen for something else: the points are put into classes of the
 * axis (its levels, or √n classes of equal size), and the variance of the class means is compared with all of it
 * (E. Plischke, E. Borgonovo and C. Smith, European Journal of Operational Research 226, 2013). Classes of chance alone
 * would explain (classes − 1) ÷ (n − 1) of it; that is taken off (T. Kelley's ε², Proceedings of the National Academy of
 * Sciences 21, 1935): 1 − (1 − η²)(n − 1) ÷ (n − classes), so that the estimate of an axis without effect varies about 0.
 * What a continuous axis does inside a class is lost (of a linear effect 1 ÷ classes²). The interval comes from a bootstrap
 * over the points, centred at the estimate and cut at 1, which no share exceeds, always with the same random numbers.
 * Null where an axis has too many classes for the points.
 */
export function givenDataIndex(
  axis: SensitivityAxis,
  points: readonly number[],
  values: ArrayLike<number>,
): SobolIndex | null {
  const own = { ...axis, levels: points.map((point) => axis.levels[point] ?? null) };
  const classes = isContinuous(own)
    ? rankClasses(own, Math.min(mostClasses, Math.round(Math.sqrt(points.length))))
    : levelClasses(own);
  if (classes.length * fewestPerClass > points.length) return null;
  const classOf = new Int32Array(points.length);
  for (const [number, { points: members }] of classes.entries()) {
    for (const member of members) classOf[member] = number;
  }
  const y = Float64Array.from(points, (point) => values[point]!);
  const all = Int32Array.from(points, (_, place) => place);
  const value = epsilonSquared(y, classOf, classes.length, all);
  const resamples = resampleCount(points.length, 1);
  const source = createStream('sensitivity', 'given data');
  const spread = new Float64Array(resamples);
  const rows = new Int32Array(points.length);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let i = 0; i < rows.length; i += 1) rows[i] = Math.floor(source() * rows.length);
    spread[resample] = epsilonSquared(y, classOf, classes.length, rows);
  }
  const centre = spread.reduce((sum, each) => sum + each, 0) / resamples;
  const [low, high] = percentileInterval(spread);
  return { value, interval: [value + low - centre, Math.min(1, value + high - centre)] };
}

function epsilonSquared(
  values: Float64Array,
  classOf: Int32Array,
  classes: number,
  rows: Int32Array,
): number {
  const sums = new Float64Array(classes);
  const counts = new Int32Array(classes);
  let total = 0;
  for (const row of rows) {
    const group = classOf[row]!;
    sums[group]! += values[row]!;
    counts[group]! += 1;
    total += values[row]!;
  }
  const n = rows.length;
  const mean = total / n;
  let all = 0;
  for (const row of rows) all += (values[row]! - mean) ** 2;
  let between = 0;
  let present = 0;
  for (let group = 0; group < classes; group += 1) {
    if (counts[group] === 0) continue;
    present += 1;
    between += counts[group]! * (sums[group]! / counts[group]! - mean) ** 2;
  }
  if (all === 0 || present >= n) return 0;
  return 1 - ((1 - between / all) * (n - 1)) / (n - present);
}

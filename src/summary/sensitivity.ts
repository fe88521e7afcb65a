import type { Better } from './metric-traits.ts';
import { lostLevels, type SensitivityAxis, separableAxes } from './sensitivity/axis.ts';
import { fewestGivenPoints, givenDataIndex } from './sensitivity/given-data.ts';
import { gridIndices, isFullGrid, unbalancedIndices } from './sensitivity/grid.ts';
import {
  type AxisIndices,
  isVague,
  meanAt,
  type SobolIndex,
  varianceAt,
} from './sensitivity/indices.ts';
import {
  type BaseSample,
  baseSamples,
  fewestBaseSamples,
  saltelliIndices,
} from './sensitivity/saltelli.ts';
import { pointsAlong, type Tornado, tornado } from './sensitivity/tornado.ts';
import type { AxisLevel } from './sweep-comparison.ts';

/** A metric at every point of a sweep. */
export interface SensitivityResponse {
  readonly metric: string;
  readonly unit: string | null;
  readonly better: Better;
  /** Mean over the replications of each point; NaN where the point is left out. */
  readonly values: readonly number[];
  /** Variance of that mean over replications (sensitivity/noise.ts); NaN where a point has a single one. */
  readonly noise: readonly number[];
}

export interface SensitivityInput {
  /** Kind of the design. */
  readonly design: string;
  readonly axes: readonly SensitivityAxis[];
  /** Number in the design of each point. */
  readonly numbers: readonly number[];
  readonly responses: readonly SensitivityResponse[];
}

/** How shares were found; `none`: the points do not tell. */
export type SensitivityMethod =
  | 'grid'
  | 'unbalanced-grid'
  | 'saltelli'
  | 'given-data'
  | 'one-at-a-time'
  | 'none';

export interface AxisSensitivity {
  readonly axis: string;
  readonly unit: string | null;
  readonly first: SobolIndex | null;
  readonly total: SobolIndex | null;
  /** Why `first`, or `total`, is null. */
  readonly firstReason: string | null;
  readonly totalReason: string | null;
  readonly tornado: Tornado | null;
  /** Levels of the axis that no point with the metric has. */
  readonly lostLevels: readonly AxisLevel[];
  /** Whether a single level is left of several, so that nothing is known of the axis. */
  readonly isFixed: boolean;
}

export interface MetricSensitivity {
  readonly metric: string;
  readonly unit: string | null;
  readonly better: Better;
  readonly method: SensitivityMethod;
  /** Points behind the figures. */
  readonly points: number;
  /** Whole base samples behind shares by `saltelli`; null for every other method. */
  readonly baseSamples: number | null;
  readonly mean: number | null;
  /** Of the points about that mean. */
  readonly variance: number | null;
  /** Share of that variance that differences between replications make; null with one replication. */
  readonly noiseShare: number | null;
  /**
   * What no axis explains by itself: interactions, and noise, which they cannot be told from. Null where the shares are
   * not known, or one is too vague ({@link isVague}); an estimate may lie a little below 0 or above 1.
   */
  readonly interactionShare: number | null;
  /** The one that matters most first. */
  readonly axes: readonly AxisSensitivity[];
}

/**
 * Which axis of a sweep matters most for each metric: shares of the variance between points (Sobol' indices) as far as
 * the design tells them, and what the metric does along each axis. Axes that always move together are one.
 */
export function sensitivity(input: SensitivityInput): readonly MetricSensitivity[] {
  const axes = separableAxes(input.axes);
  return input.responses.map((response) => metricSensitivity({ ...input, axes }, response));
}

function metricSensitivity(
  input: SensitivityInput,
  response: SensitivityResponse,
): MetricSensitivity {
  const { axes } = input;
  const { metric, unit, better, values, noise } = response;
  const points = [...values.keys()].filter((point) => !Number.isNaN(values[point]));
  const variance = points.length > 0 ? varianceAt(values, points) : null;
  const found = sharesOf(input, points, values, variance ?? 0);
  const described = axes.map((axis, index) => {
    const along = found.method === 'one-at-a-time' ? pointsAlong(axes, axis, points) : points;
    const shares = found.indices?.[index] ?? null;
    return axisSensitivity(axis, along, values, { ...found, shares });
  });
  const firsts = described.map(({ first }) => first?.value ?? null);
  const explained = firsts.reduce((sum: number, value) => sum + (value ?? 0), 0);
  const isDecomposed = found.method === 'grid' || found.method === 'saltelli';
  const known = isDecomposed && described.every(({ first }) => first !== null && !isVague(first));
  return {
    metric,
    unit,
    better,
    method: found.method,
    points: points.length,
    baseSamples: found.baseSamples ?? null,
    mean: points.length > 0 ? meanAt(values, points) : null,
    variance,
    noiseShare: noiseShare(noise, points, variance ?? 0),
    interactionShare: known ? 1 - explained : null,
    axes: ranked(described),
  };
}

const fixedReason = 'the points that are left have a single value of the axis';

function axisSensitivity(
  axis: SensitivityAxis,
  points: readonly number[],
  values: ArrayLike<number>,
  found: Pick<Shares, 'firstReason' | 'totalReason'> & { readonly shares: AxisIndices | null },
): AxisSensitivity {
  const isFixed = isLeftFixed(axis, points);
  const { first = null, total = null } = isFixed ? {} : (found.shares ?? {});
  const reason = (index: SobolIndex | null, why: string | null) => (index === null ? why : null);
  return {
    axis: axis.name,
    unit: axis.unit,
    first,
    total,
    firstReason: isFixed ? fixedReason : reason(first, found.firstReason),
    totalReason: isFixed ? fixedReason : reason(total, found.totalReason),
    tornado: tornado(axis, points, values),
    lostLevels: lostLevels(axis, points),
    isFixed,
  };
}

/** Whether these points have one level of an axis that has more. */
function isLeftFixed(axis: SensitivityAxis, points: readonly number[]): boolean {
  const left = new Set(points.map((point) => axis.levels[point]));
  return left.size === 1 && new Set(axis.levels).size > 1;
}

/** By their total share, else the first-order share; where no axis has one, by how far the metric moves along them. */
function ranked(axes: readonly AxisSensitivity[]): readonly AxisSensitivity[] {
  const share = ({ total, first }: AxisSensitivity) => total?.value ?? first?.value ?? -1;
  const range = ({ tornado: along }: AxisSensitivity) => along?.range ?? -1;
  const weight = axes.some(({ first }) => first !== null) ? share : range;
  return [...axes].sort((a, b) => weight(b) - weight(a));
}

function noiseShare(
  noise: readonly number[],
  points: readonly number[],
  variance: number,
): number | null {
  const known = points.filter((point) => !Number.isNaN(noise[point]));
  if (known.length === 0 || variance === 0) return null;
  return meanAt(noise, known) / variance;
}

interface Shares {
  readonly method: SensitivityMethod;
  readonly indices: readonly AxisIndices[] | null;
  readonly firstReason: string | null;
  readonly totalReason: string | null;
  readonly baseSamples?: number;
}

const none = (method: SensitivityMethod, reason: string): Shares => {
  return { method, indices: null, firstReason: reason, totalReason: reason };
};

const askSaltelli = 'a saltelli design gives total shares';

function sharesOf(
  { design, axes, numbers }: SensitivityInput,
  points: readonly number[],
  values: ArrayLike<number>,
  variance: number,
): Shares {
  if (points.length < 2) return none('none', 'fewer than two points have the metric');
  if (design === 'one-at-a-time') {
    return none('one-at-a-time', `a one-at-a-time design shows no shares; ${askSaltelli}`);
  }
  if (variance === 0) return none('none', 'the metric is the same at every point');
  const samples = design === 'saltelli' ? baseSamples(axes, numbers) : null;
  if (samples !== null) return bySaltelli(axes.length, samples, values);
  if (isFullGrid(axes, points) && !axes.some((axis) => isLeftFixed(axis, points))) {
    const indices = gridIndices(axes, points, values);
    return { method: 'grid', indices, firstReason: null, totalReason: null };
  }
  if (design === 'grid') {
    const indices = unbalancedIndices(axes, points, values);
    const totalReason = 'the grid has holes, so that interactions cannot be told from main effects';
    return { method: 'unbalanced-grid', indices, firstReason: null, totalReason };
  }
  if (points.length < fewestGivenPoints) {
    return none('none', `fewer than ${fewestGivenPoints} points tell no shares`);
  }
  const indices = axes.map((axis) => ({
    first: givenDataIndex(axis, points, values),
    total: null,
  }));
  return {
    method: 'given-data',
    indices,
    firstReason: 'the axis has too many values for so few points',
    totalReason:
      design === 'saltelli'
        ? 'points of the design are missing, so that its base samples are not whole'
        : `points of a ${design} design tell no total shares; ${askSaltelli}`,
  };
}

/** Base samples of which a point is left out tell nothing: only whole ones count. */
function bySaltelli(
  axes: number,
  samples: readonly BaseSample[],
  values: ArrayLike<number>,
): Shares {
  const whole = samples.filter((sample) => sample.every((point) => !Number.isNaN(values[point])));
  if (whole.length < fewestBaseSamples) {
    return none('none', `fewer than ${fewestBaseSamples} base samples are whole`);
  }
  const indices = saltelliIndices(axes, whole, values);
  const reasons = { firstReason: null, totalReason: null };
  return { method: 'saltelli', indices, ...reasons, baseSamples: whole.length };
}

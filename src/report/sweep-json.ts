import { bestPoints, figureOf } from '../summary/best-points.ts';
import { type FrontierMetric, frontierOf, type LeftOutReason } from '../summary/frontier.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import type { SweptPoint } from './sweep-axes.ts';
import { documentWarnings } from './sweep-notes.ts';
import type { SweepForText } from './sweep-text.ts';

/** The document of `sweep --json`: what the table and the text say, as data; all metrics are in sweep.arrow. */
export function sweepJson(
  sweep: SweepForText & {
    readonly sweepHash: string;
    readonly folder: string;
    /** Of the files. */
    readonly warnings: readonly string[];
  },
): Readonly<Record<string, unknown>> {
  const { name, sweepHash, status, folder, columns, planned, replications, wallSeconds } = sweep;
  const points = sweep.points.map((each) => ({
    point: each.point.index,
    axes: Object.fromEntries(
      columns.map(({ path }, at) => [path, each.point.values[at] ?? null] as const),
    ),
    replications: each.replications.length,
    statuses: each.replications.map((replication) => replication.status),
    metrics: Object.fromEntries(
      shownMetrics.map(({ name: metric }, at) => {
        const { mean, interval } = figureOf(each.replications, at);
        return [metric, { mean, ci: interval }] as const;
      }),
    ),
  }));
  const numbers = (positions: readonly number[]) =>
    positions.flatMap((position) => points[position]?.point ?? []);
  const best = bestPoints(sweep.points.map((each) => each.replications)).map(
    ({ metric, point, mean, interval, tied, worse }) => {
      const [number = null] = numbers([point]);
      return { metric, point: number, mean, ci: interval, tied: numbers(tied), worse };
    },
  );
  return {
    sweep: name,
    sweepHash,
    status,
    folder,
    planned,
    replications,
    wallSeconds,
    points,
    best,
    frontier: frontierJson(sweep.points),
    failures: sweep.failures,
    warnings: [
      ...sweep.warnings,
      ...documentWarnings(sweep.points.map((each) => each.replications)),
    ],
  };
}

/** A point of `sweep --json`'s frontier. */
interface FrontierPointJson {
  /** Its number in the design. */
  readonly point: number;
  readonly figures: Readonly<
    Partial<
      Record<
        FrontierMetric,
        { readonly mean: number; readonly ci: readonly [number, number] | null }
      >
    >
  >;
}

/** The frontier of `sweep --json`: who is on it and who is not, each from the least joules to the most. */
interface FrontierJson {
  readonly metrics: readonly FrontierMetric[];
  readonly members: readonly FrontierPointJson[];
  readonly beaten: readonly (FrontierPointJson & {
    /** Members that beat it. */
    readonly by: readonly number[];
    /** Whether one of them does with 95 % confidence. */
    readonly sure: boolean;
  })[];
  /** How many points take no part, by why. */
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
}

/** Null where there are no two points to weigh against each other. */
function frontierJson(points: readonly SweptPoint[]): FrontierJson | null {
  const frontier = frontierOf(points.map(({ replications }) => replications));
  if (frontier === null) return null;
  const { metrics } = frontier;
  const numberOf = (position: number) => points[position]?.point.index ?? position;
  const told = frontier.points.map(({ point, figures, beatenBy, sure }) => ({
    point: numberOf(point),
    figures: Object.fromEntries(
      figures.map(({ mean, interval }, at) => [metrics[at], { mean, ci: interval }] as const),
    ),
    by: beatenBy.map(numberOf),
    sure,
  }));
  return {
    metrics,
    members: told
      .filter(({ by }) => by.length === 0)
      .map(({ point, figures }) => ({ point, figures })),
    beaten: told.filter(({ by }) => by.length > 0),
    leftOut: Object.fromEntries(
      frontier.leftOut.map(({ why, points: count }) => [why, count] as const),
    ),
  };
}

import { bestPoints, figureOf } from '../summary/best-points.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
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
    failures: sweep.failures,
    warnings: [
      ...sweep.warnings,
      ...documentWarnings(sweep.points.map((each) => each.replications)),
    ],
  };
}

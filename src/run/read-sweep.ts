import { type ReadTable, TableUnreadable } from '../arrow/read.ts';
import type { ReplicationStatus } from '../record/tables/metrics.ts';
import type { ListedAxis } from '../summary/comparison.ts';
import { isComparable } from '../summary/metric-traits.ts';
import type { AxisLevel, SweptFigures } from '../summary/sweep-comparison.ts';
import { type Results, readTable } from './read-results.ts';
import { UserError } from './user-error.ts';

/** A sweep's table, point by point. */
export interface ReadSweep extends SweptFigures {
  readonly results: Results;
  readonly axesWithUnits: readonly ListedAxis[];
  readonly design: string;
  /** Of the whole design; the table may hold fewer. */
  readonly designPoints: number;
  /** Number in the design of each point that the table holds. */
  readonly numbers: readonly number[];
  /** Name of each row's point in the folder of points. */
  readonly pointNames: readonly (string | null)[];
}

/**
 * Reads sweep.arrow by its manifest; a {@link UserError} where they do not fit, and where the sweep is not at its end:
 * until then there is no table, or one of an earlier time. One that was interrupted has a table of what was finished.
 */
export function readSweep(results: Results): ReadSweep {
  if (results.status === 'running') {
    throw new UserError(
      `cannot read the sweep in ${results.folder}: it is still running, or was killed`,
      `wait for its end, or go on where it stopped: ${resumeCommand(results)}`,
    );
  }
  const axes = axesOf(results);
  const table = readTable(results, 'sweep');
  try {
    return sweepOf(results, axes, table);
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw error;
    throw damaged(results, error.message);
  }
}

/** How a sweep goes on. */
export function resumeCommand({ folder, manifest }: Results): string {
  const file = typeof manifest['file'] === 'string' ? manifest['file'] : 'FILE';
  return `tailwatt sweep ${file} --resume --out ${folder}`;
}

/** Replications of the point that has most. */
export function mostReplications({ points }: ReadSweep): number {
  return points.reduce((most, { rows }) => Math.max(most, rows.length), 0);
}

function sweepOf(results: Results, axes: readonly ListedAxis[], table: ReadTable): ReadSweep {
  if (table.rows === 0) {
    throw new UserError(
      `the sweep in ${results.folder} has no finished point`,
      `resume it: ${resumeCommand(results)}`,
    );
  }
  const { manifest } = results;
  const levels = axes.map(({ column }) => levelsOf(table, column));
  const { rowsOf, numbers } = rowsByPoint(table);
  const design = (manifest['design'] as { readonly kind?: unknown } | undefined)?.kind;
  const axisColumns = new Set(axes.map(({ column }) => column));
  const columns = table.columnNames
    .filter((name) => isComparable(name) && !axisColumns.has(name))
    .map((name) => [name, table.numbers(name)] as const);
  return {
    results,
    seed: results.seed,
    axes: axes.map(({ path }) => path),
    axesWithUnits: axes,
    design: typeof design === 'string' ? design : 'list',
    designPoints: typeof manifest['points'] === 'number' ? manifest['points'] : numbers.length,
    numbers,
    pointNames: table.strings('point_id'),
    points: numbers.map((number) => {
      const rows = rowsOf.get(number) ?? [];
      return { rows, levels: levels.map((axis) => axis[rows[0] ?? 0] ?? null) };
    }),
    statuses: table.strings('status') as ReplicationStatus[],
    columns: new Map(columns),
  };
}

function axesOf(results: Results): readonly ListedAxis[] {
  const axes: unknown = results.manifest['axes'];
  if (!Array.isArray(axes)) throw damaged(results, 'its manifest.json lists no axes');
  return axes.map((axis: unknown) => {
    const { column, path, unit } = (axis ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof column !== 'string' || typeof path !== 'string') {
      throw damaged(results, 'its manifest.json lists an axis without column or path');
    }
    return { column, path, unit: typeof unit === 'string' ? unit : null };
  });
}

function damaged({ folder }: Results, reason: string): UserError {
  return new UserError(
    `cannot read the sweep in ${folder}: ${reason}`,
    'sweep it again, or name another folder',
  );
}

/** Values of an axis, row by row: numbers, or words where it has words. */
function levelsOf(table: ReadTable, column: string): readonly AxisLevel[] {
  const words = wordsOf(table, column);
  if (words !== null) return words;
  return Array.from(table.numbers(column), (value) => (Number.isNaN(value) ? null : value));
}

function wordsOf(table: ReadTable, column: string): readonly AxisLevel[] | null {
  try {
    table.numbers(column);
    return null;
  } catch (error) {
    if (!(error instanceof TableUnreadable) || !table.columnNames.includes(column)) throw error;
    return table.strings(column);
  }
}

/** Rows of each point in order of the replication, and the points in order of the design. */
function rowsByPoint(table: ReadTable) {
  const point = table.numbers('point');
  const replication = table.numbers('replication');
  const rowsOf = new Map<number, number[]>();
  for (const row of point.keys()) {
    const number = point[row] ?? 0;
    const rows = rowsOf.get(number);
    if (rows === undefined) rowsOf.set(number, [row]);
    else rows.push(row);
  }
  const by = (left: number, right: number) => (replication[left] ?? 0) - (replication[right] ?? 0);
  for (const rows of rowsOf.values()) rows.sort(by);
  return { rowsOf, numbers: [...rowsOf.keys()].sort((left, right) => left - right) };
}

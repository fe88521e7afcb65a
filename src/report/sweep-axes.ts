import type { ReplicationResult } from '../summary/best-points.ts';
import { levelNames } from './level-names.ts';
import { figure, missing, quantity, seconds } from './numbers.ts';

type Level = number | string | null;

/** A column of a sweep's axes. */
export interface SweptColumn {
  readonly path: string;
  readonly unit: string | null;
}

/** A point of a sweep as its table shows it. */
export interface SweptPoint {
  readonly point: { readonly index: number; readonly values: readonly (number | string | null)[] };
  readonly replications: readonly ReplicationResult[];
}

/** How the points of a sweep are called. */
export interface SweepAxes {
  /** Of the axes, short. */
  readonly names: readonly string[];
  /** What each axis has at a point, as a table shows it. */
  cells(values: readonly Level[]): readonly string[];
  /** The same in a sentence: `rate 8/s, scheduler fcfs`. */
  describe(values: readonly Level[]): string;
}

/** Names of the axes with these columns, and of what they have at any of `points`. */
export function sweepAxes(
  columns: readonly SweptColumn[],
  points: readonly { readonly values: readonly Level[] }[],
): SweepAxes {
  const names = shortNames(columns.map(({ path }) => path));
  const levels = columns.map((_, at) =>
    levelNames(new Set(points.map(({ values }) => values[at] ?? null))),
  );
  const cells = (values: readonly Level[]) =>
    values.map((value, at) => {
      const name = typeof value === 'string' ? levels[at]?.get(value) : undefined;
      return levelText(name ?? value, columns[at]?.unit ?? null);
    });
  const describe = (values: readonly Level[]) =>
    cells(values)
      .map((cell, at) => `${names[at]} ${cell}`)
      .join(', ');
  return { names, cells, describe };
}

/** The last part of each path, with as much before it as tells it from the others. */
export function shortNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split('.'));
  return parts.map((own, index) => {
    for (let length = 1; length < own.length; length += 1) {
      const name = own.slice(-length).join('.');
      const others = parts.filter((_, other) => other !== index);
      if (!others.some((other) => other.slice(-length).join('.') === name)) return name;
    }
    return own.join('.');
  });
}

function levelText(value: Level, unit: string | null): string {
  if (value === null) return missing;
  if (typeof value === 'string') return value.length > 40 ? `${value.slice(0, 37)}...` : value;
  if (unit === null) return figure(value);
  if (unit === 's') return seconds(value);
  return unit === '1/s' ? `${figure(value)}/s` : quantity(value, unit);
}

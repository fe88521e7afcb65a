import type { AxisLevel } from '../summary/sweep-comparison.ts';
import { figure, quantity, seconds } from './numbers.ts';

/** What an axis has at a point, as people read it: `12/s`, `400 W`, `round-robin`. */
export function axisLevel(level: AxisLevel, unit: string | null): string {
  if (level === null) return "the scenario's own";
  if (typeof level === 'string') return level;
  if (unit === null) return figure(level);
  if (unit === 's') return seconds(level);
  return unit === '1/s' ? `${figure(level)}/s` : quantity(level, unit);
}

/** The levels of a point under the names of their axes: `rate 12/s, replicas 8`. */
export function pointLevels(
  levels: readonly AxisLevel[],
  names: readonly string[],
  units: readonly (string | null)[],
): string {
  return levels
    .map((level, axis) => `${names[axis] ?? ''} ${axisLevel(level, units[axis] ?? null)}`)
    .join(', ');
}

import { assert } from '../../base/assert.ts';
import type { DesignAxis, DesignInput } from './port.ts';

/** Number of levels of each axis; an axis without any is a bug where it comes this far. */
export function levelCounts({ axes }: DesignInput): readonly number[] {
  return axes.map((axis) => {
    const levels = axis.kind === 'levels' ? axis.levels : 0;
    assert(levels >= 1, 'a design of levels got an axis without any');
    return levels;
  });
}

/** The problem of a design that needs levels where some axes are ranges, naming these; or null. */
export function rangeProblem({ axes }: DesignInput): string | null {
  const ranges = axes.flatMap(({ kind }, axis) => (kind === 'range' ? [axis + 1] : []));
  if (ranges.length === 0) return null;
  if (ranges.length === 1) return `axis ${ranges[0]} is a range without steps`;
  return `axes ${ranges.slice(0, -1).join(', ')} and ${ranges.at(-1)} are ranges without steps`;
}

/**
 * The coordinate at a share in [0, 1) of an axis: the share itself on a range, ⌊share × levels⌋ on
 * levels. The product never rounds up to `levels`.
 */
export function coordinateAt(axis: DesignAxis, share: number): number {
  return axis.kind === 'range' ? share : Math.floor(share * axis.levels);
}

import { type BlockLeaves, blockLeaves, levelNames } from '../../report/level-names.ts';
import type { AxisLevel } from '../../summary/sweep-comparison.ts';
import { fewestPoints } from './law.ts';
import type { LawSweep } from './series-of-sweep.ts';

/**
 * A sweep whose axes that take blocks are split in two where the blocks differ in a number: `{"kind": "majority-vote",
 * "samples": 4}` beside the same with 8 and 16 is the word `majority-vote` on the axis itself and 4, 8 and 16 on an axis
 * `….samples`. Of several numbers that take three values or more, all else equal, the one with the most is split off; an
 * axis that then has one word is left out. Axes of numbers and plain words are as they were.
 */
export function splitBlocks<Sweep extends LawSweep>(sweep: Sweep): Sweep {
  const columns = sweep.axesWithUnits.flatMap(({ path, unit }, axis) => {
    const levels = sweep.points.map((point) => point.levels[axis] ?? null);
    return splitAxis(path, levels) ?? [{ path, unit, levels }];
  });
  return {
    ...sweep,
    axes: columns.map(({ path }) => path),
    axesWithUnits: columns.map(({ path, unit }) => ({ path, unit })),
    points: sweep.points.map((point, at) => ({
      ...point,
      levels: columns.map(({ levels }) => levels[at] ?? null),
    })),
  };
}

interface SplitColumn {
  readonly path: string;
  readonly unit: string | null;
  readonly levels: readonly AxisLevel[];
}

/** Null where there is nothing to split. */
function splitAxis(path: string, levels: readonly AxisLevel[]): readonly SplitColumn[] | null {
  const blocks = levels.map((level) => (typeof level === 'string' ? blockLeaves(level) : null));
  const number = numberThatVaries(blocks.filter((block) => block !== null));
  if (number === null) return null;
  const words = wordsOf(levels, blocks, number);
  const numbers = blocks.map((block) => numberAt(block, number));
  const split = { path: `${path}.${number}`, unit: null, levels: numbers };
  return new Set(words).size === 1 ? [split] : [{ path, unit: null, levels: words }, split];
}

/**
 * What levels are beside `number`: blocks by the name of all else in them (`with samples` where there is nothing else), and
 * plain words and numbers as they are.
 */
function wordsOf(
  levels: readonly AxisLevel[],
  blocks: readonly (BlockLeaves | null)[],
  number: string,
): readonly AxisLevel[] {
  const rests = blocks.map((block) => (block === null ? null : without(block, number)));
  const names = levelNames(rests);
  return rests.map((rest, at) => {
    if (rest === null) return levels[at] ?? null;
    const isAlone = blocks[at]?.size === 1 && blocks[at]?.has(number);
    return isAlone ? `with ${number}` : (names.get(rest) ?? rest);
  });
}

/** The path of the number that takes the most values, all else equal; null where none takes enough for a law. */
function numberThatVaries(blocks: readonly BlockLeaves[]): string | null {
  const paths = [...new Set(blocks.flatMap((block) => [...block.keys()]))];
  const counts = paths.map((path) => {
    const groups = new Map<string, Set<number>>();
    for (const block of blocks) {
      const value = numberAt(block, path);
      if (value === null) continue;
      const rest = without(block, path);
      groups.set(rest, (groups.get(rest) ?? new Set()).add(value));
    }
    return { path, count: Math.max(0, ...[...groups.values()].map(({ size }) => size)) };
  });
  const [most] = counts.sort((a, b) => b.count - a.count);
  return most === undefined || most.count < fewestPoints ? null : most.path;
}

function numberAt(block: BlockLeaves | null, path: string): number | null {
  const value = block?.get(path);
  return value === undefined || value.trim() === '' || Number.isNaN(Number(value))
    ? null
    : Number(value);
}

/** A block without one of its values, as JSON. */
function without(block: BlockLeaves, path: string): string {
  return JSON.stringify(Object.fromEntries([...block].filter(([key]) => key !== path)));
}

import { levelCounts, rangeProblem } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';

/** The axes side by side: point i has level i of every axis, so all must have equally many. */
export const list: DesignDefinition = {
  id: 'list',
  samples: false,
  needsLevels: true,
  count: length,
  points: listPoints,
  problem: (input) => rangeProblem(input) ?? lengthProblem(input),
};

/** Without axes there is nothing to list. */
function length(input: DesignInput): number {
  return levelCounts(input)[0] ?? 0;
}

function* listPoints(input: DesignInput): Generator<DesignPoint> {
  const points = length(input);
  for (let level = 0; level < points; level++) yield input.axes.map(() => level);
}

function lengthProblem(input: DesignInput): string | null {
  const counts = levelCounts(input);
  if (new Set(counts).size <= 1) return null;
  const shown = `${counts.slice(0, -1).join(', ')} and ${counts.at(-1)}`;
  return `a list takes value 1 of every axis, then value 2 and so on, but the axes have ${shown} values`;
}

import { levelCounts, rangeProblem } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';

/**
 * The scenario itself, then for each axis in order each of its levels alone, while the others keep
 * the scenario's own value: 1 + Σ levels points. Shows main effects only, no interactions.
 */
export const oneAtATime: DesignDefinition = {
  id: 'one-at-a-time',
  samples: false,
  needsLevels: true,
  count: (input) => levelCounts(input).reduce((sum, levels) => sum + levels, 1),
  points: oneAtATimePoints,
  problem: rangeProblem,
};

function* oneAtATimePoints(input: DesignInput): Generator<DesignPoint> {
  const own: DesignPoint = input.axes.map(() => null);
  yield own;
  for (const [axis, levels] of levelCounts(input).entries()) {
    for (let level = 0; level < levels; level++) yield own.with(axis, level);
  }
}

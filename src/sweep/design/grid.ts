import { levelCounts, rangeProblem } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';

/** Every combination of levels (a full factorial); the last axis varies fastest. */
export const grid: DesignDefinition = {
  id: 'grid',
  samples: false,
  needsLevels: true,
  count: (input) => levelCounts(input).reduce((product, levels) => product * levels, 1),
  points: gridPoints,
  problem: rangeProblem,
};

function* gridPoints(input: DesignInput): Generator<DesignPoint> {
  const counts = levelCounts(input);
  const place = counts.map(() => 0);
  for (let axis = 0; axis >= 0; ) {
    yield [...place];
    // One step of an odometer; off its left end, all combinations are made.
    axis = counts.length - 1;
    while (axis >= 0 && place[axis] === (counts[axis] ?? 0) - 1) {
      place[axis] = 0;
      axis -= 1;
    }
    if (axis >= 0) place[axis] = (place[axis] ?? 0) + 1;
  }
}

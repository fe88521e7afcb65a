import { expect, it } from 'vitest';
import { splitBlocks } from '../../../../src/fit/law/block-axes.ts';
import type { AxisLevel } from '../../../../src/summary/sweep-comparison.ts';

/** What the first axis is at each level, beside the number that is split off. */
const wordsOf = (levels: readonly AxisLevel[]) =>
  splitBlocks({
    seed: '1',
    axes: ['a'],
    axesWithUnits: [{ path: 'a', unit: null }],
    design: 'grid',
    points: levels.map((level, row) => ({ levels: [level], rows: [row] })),
    statuses: levels.map(() => 'completed' as const),
    columns: new Map(),
  }).points.map(({ levels: [word] }) => word);

it('keeps plain words beside blocks', () => {
  const choices = [2, 3, 4].map((count) => JSON.stringify({ policy: 'choices', count }));
  const named = choices.map(() => 'choices');
  expect(wordsOf(['random', 7, '{}', ...choices])).toEqual(['random', 7, '{}', ...named]);
});

it('names blocks that are a number alone by it', () => {
  const attempts = [2, 3, 4].map((maxAttempts) => JSON.stringify({ maxAttempts }));
  const alone = attempts.map(() => 'with maxAttempts');
  expect(wordsOf(['none', 'fixed', null, ...attempts])).toEqual(['none', 'fixed', null, ...alone]);
});

import { describe, expect, it } from 'vitest';
import { isOverloaded, sustainablePerSecond } from '../../../src/summary/overload.ts';

const points = 64;
const backlogOf = (waiting: (i: number) => number, running = 8) => ({
  timeSeconds: Array.from({ length: points }, (_, i) => 100 + i),
  waiting: Array.from({ length: points }, (_, i) => waiting(i)),
  running: Array.from({ length: points }, () => running),
  completions: Array.from({ length: points }, (_, i) => 1000 + 5 * i),
});

describe('isOverloaded', () => {
  it('sees a backlog that grows steadily beyond ten batches', () => {
    expect(isOverloaded(backlogOf((i) => 100 + 3 * i + (i % 3)))).toBe(true);
  });

  it('does not mind a large backlog that stands or shrinks', () => {
    expect(isOverloaded(backlogOf((i) => 500 + 40 * Math.sin(i)))).toBe(false);
    expect(isOverloaded(backlogOf((i) => 900 - 3 * i))).toBe(false);
  });

  it('does not mind a growing backlog of less than ten batches', () => {
    expect(isOverloaded(backlogOf((i) => i))).toBe(false);
    expect(isOverloaded(backlogOf((i) => i, 5))).toBe(true);
  });

  it('needs samples', () => {
    expect(isOverloaded({ timeSeconds: [], waiting: [], running: [], completions: [] })).toBe(
      false,
    );
  });
});

describe('sustainablePerSecond', () => {
  it('is the completions per second over the samples', () => {
    expect(sustainablePerSecond(backlogOf(() => 0))).toBe(5);
    expect(
      sustainablePerSecond({ timeSeconds: [1, 1], waiting: [], running: [], completions: [0, 9] }),
    ).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { powerOf } from '../../../src/summary/power.ts';
import { acceptedOrIssues, onePool } from './parse-text.ts';

const budgetOf = (budget: string, ...more: string[]) =>
  acceptedOrIssues(onePool, [`budgets=[${budget}]`, ...more]);

describe('budgets', () => {
  it('are of all pools where none is named, and none where there is none', () => {
    const result = budgetOf('{name: row, policy: brake, budget: 500W}');
    if (typeof result === 'string') throw new Error(result);
    expect(result.warnings).toEqual([]);
    expect(result.scenario.budgets).toEqual([
      {
        name: 'row',
        pools: ['p'],
        limitWatts: 500,
        governor: {
          policy: 'brake',
          windowSeconds: 0.05,
          reactionSeconds: 0.1,
          low: 0.8,
          high: 0.89,
        },
      },
    ]);
    const none = acceptedOrIssues(onePool, ['budgets=none']);
    if (typeof none === 'string') throw new Error(none);
    expect(none.scenario).not.toHaveProperty('budgets');
  });

  it.each([
    ['{name: row, policy: brake, budget: 50W}', [], /1 boards need \d+ W .* write \d+W or more/],
    ['{name: row, pools: [q], policy: brake, budget: 500W}', [], /no pool q; use one of p/],
    ['{name: p, policy: brake, budget: 500W}', [], /a pool or another budget is called p/],
    ['{name: row, policy: brake}', [], /is missing/],
    ['{name: row, policy: break, budget: 500W}', [], /did you mean brake/],
    ['{name: row, policy: brake, budget: 500W, low: 95%}', [], /first threshold, 95 %, is above/],
    [
      '{name: row, policy: brake, budget: 500W}',
      ['pools[p].engine.stepTime={kind: affine, base: 1s}'],
      /pool p has a stated step time/,
    ],
    [
      '{name: row, policy: brake, budget: 500W}',
      ['pools[p].engine.kvCache=false'],
      /pool p has an engine without KV cache/,
    ],
  ])('are refused where they can not be kept: %s %s', (budget, more, message) => {
    expect(budgetOf(budget, ...more)).toMatch(message);
  });

  it('warn where they never bind', () => {
    const result = budgetOf('{name: row, policy: brake, budget: 700W}');
    if (typeof result === 'string') throw new Error(result);
    expect(result.warnings.map(({ message }) => message).join()).toMatch(/never binds: 1 boards/);
  });

  it('say in the summary which of them bound, for how long, and since when', () => {
    const budget = (name: string, governedSeconds: number, firstGovernedSeconds?: number) => ({
      ...{ name, policy: 'brake', limitWatts: 1, peakWatts: 1, overshootJoules: 0 },
      ...{ longestOvershootSeconds: 0, governedSeconds },
      ...(firstGovernedSeconds !== undefined && { firstGovernedSeconds }),
    });
    const budgets = [budget('a', 1, 3), budget('b', 0), budget('row', 5, 2)];
    expect(powerOf({ slowedSeconds: [6], budgets }, 10).bound).toEqual([
      { name: 'row', share: 0.5, firstSeconds: 2 },
      { name: 'a', share: 0.1, firstSeconds: 3 },
    ]);
  });
});

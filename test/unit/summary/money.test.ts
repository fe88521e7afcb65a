import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario, totals } from './sample-run.ts';

const rental = (...pools: [windowUsd: number, totalUsd: number, stepJoules: number][]) =>
  pools.map(([windowUsd, totalUsd, stepJoules]) => ({ windowUsd, totalUsd, stepJoules }));

describe('what requests cost', () => {
  it('is nothing that is known where nobody rents the fleet', () => {
    const { cost, tails, warnings } = summarize(sampleInput());
    expect([cost.usdPerRequest, cost.usdPerMillionOutputTokens, tails.requestUsd]).toEqual([
      null,
      null,
      null,
    ]);
    expect(warnings.some((warning) => warning.includes('billing: {}'))).toBe(true);
  });

  it('divides the window by measured requests, and the run by joules', () => {
    const { cost, tails, classes } = summarize(
      sampleInput({ totals: { ...totals, rental: rental([0.6, 1.6, 80]) } }),
    );
    // three measured requests completed, with 100 output tokens
    expect(cost.usdPerRequest).toBeCloseTo(0.2, 12);
    expect(cost.usdPerMillionOutputTokens).toBeCloseTo(6000, 9);
    // 0.02 USD a joule; requests of 10, 30 and 50 J
    expect(tails.requestUsd?.max).toBeCloseTo(1, 12);
    expect(tails.requestUsd?.mean).toBeCloseTo(0.6, 12);
    expect(classes['chat']?.cost.usdPerRequest).toBeCloseTo(0.4, 12);
    expect(classes['code']?.cost.usdPerMillionOutputTokens).toBeCloseTo(1e6 / 60, 6);
  });

  it('counts the pools of all tiers of a strategy, whoever its own model is', () => {
    const [chat] = scenario.workloads;
    const [pool] = scenario.pools;
    const compiled = {
      ...scenario,
      workloads: [{ ...chat!, strategy: { tiers: [{ group: 1 }, { group: 0 }] } }],
      pools: [pool!, { ...pool!, name: 'q', group: 1 }],
      groups: [{}, {}],
    };
    const reached = [...totals.reached, ...totals.reached];
    const paid = { ...totals, reached, rental: rental([0.3, 1, 50], [0.3, 1, 25]) };
    const { classes } = summarize(sampleInput({ compiled, totals: paid }));
    // requests of 20 J on average, for 2 USD and 75 J of steps in all
    expect(classes['chat']?.cost.usdPerRequest).toBeCloseTo((20 * 2) / 75, 12);
  });

  it('has no common distribution where models cost unequal amounts per joule', () => {
    const [chat, code] = scenario.workloads;
    const [pool] = scenario.pools;
    const compiled = {
      ...scenario,
      workloads: [chat, { ...code, group: 1 }],
      pools: [pool, { ...pool, name: 'q', group: 1 }],
      groups: [{}, {}],
    };
    const reached = [...totals.reached, ...totals.reached];
    const { tails, cost, classes, warnings } = summarize(
      sampleInput({
        compiled,
        totals: { ...totals, reached, rental: rental([0.3, 1, 50], [0.3, 1, 25]) },
      }),
    );
    expect(cost.usdPerRequest).toBeCloseTo(0.2, 12);
    expect(tails.requestUsd).toBeNull();
    expect(warnings.some((warning) => warning.startsWith('tails.requestUsd'))).toBe(true);
    expect(classes['code']?.tails.requestUsd?.max).toBeCloseTo(2, 12);
  });
});

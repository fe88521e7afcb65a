import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario, totals } from './sample-run.ts';

const rental = (...pools: [windowUsd: number, totalUsd: number, stepUsd: number][]) =>
  pools.map(([windowUsd, totalUsd, stepUsd]) => ({ windowUsd, totalUsd, stepUsd }));

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

  it('divides the window by measured requests, and the run by the dollars of steps', () => {
    const { cost, tails, classes } = summarize(
      sampleInput({ totals: { ...totals, rental: rental([0.6, 1.6, 0.8]) } }, 0.01),
    );
    // three measured requests completed, with 100 output tokens
    expect(cost.usdPerRequest).toBeCloseTo(0.2, 12);
    expect(cost.usdPerMillionOutputTokens).toBeCloseTo(6000, 9);
    // half of the rent is idle time; requests of 0.1, 0.3 and 0.5 USD of steps
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
    const paid = { ...totals, reached, rental: rental([0.3, 1, 0.5], [0.3, 1, 0.25]) };
    const { classes } = summarize(sampleInput({ compiled, totals: paid }, 0.01));
    // requests of 0.2 USD on average, of 2 USD with 0.75 USD of steps in all
    expect(classes['chat']?.cost.usdPerRequest).toBeCloseTo((0.2 * 2) / 0.75, 12);
  });

  it('has no common distribution where pools stand idle for unequal shares of their rent', () => {
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
      sampleInput(
        {
          compiled,
          totals: { ...totals, reached, rental: rental([0.3, 1, 0.5], [0.3, 1, 0.25]) },
        },
        0.01,
      ),
    );
    expect(cost.usdPerRequest).toBeCloseTo(0.2, 12);
    expect(tails.requestUsd).toBeNull();
    expect(warnings.some((warning) => warning.startsWith('tails.requestUsd'))).toBe(true);
    expect(classes['code']?.tails.requestUsd?.max).toBeCloseTo(2, 12);
  });
});

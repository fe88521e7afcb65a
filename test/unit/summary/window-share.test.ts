import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/summary/summarize.ts';
import { leastInWindow, windowShare } from '../../../src/summary/window-share.ts';
import { sampleInput, totals } from './sample-run.ts';

/** The sample run, of which three measured requests complete, with so many completions in its window. */
function summaryWith(completions: readonly number[]) {
  return summarize(
    sampleInput({ totals: { ...totals, window: { ...totals.window, completions } } }),
  );
}

describe('windowShare', () => {
  it.each([
    [[2, 1], 1],
    [[2, 0], 2 / 3],
    [[0, 0], 0],
  ] as const)('of %j completions is what the warning of a run goes by', (completions, share) => {
    const { throughput, energy, warnings } = summaryWith(completions);
    const found = windowShare({
      requestsPerSecond: throughput.requestsPerSecond ?? Number.NaN,
      joulesPerRequest: energy.joulesPerRequest ?? Number.NaN,
      averageWatts: energy.acceleratorAverageWatts ?? Number.NaN,
    });
    expect(found).toBeCloseTo(share, 12);
    const warning = `only ${Math.round(100 * share)} % as many requests completed`;
    expect(warnings.some((each) => each.startsWith(warning))).toBe(share < leastInWindow);
  });

  it('is not known without energy', () => {
    const none = { requestsPerSecond: 1, joulesPerRequest: 0, averageWatts: 0 };
    expect(windowShare(none)).toBeNaN();
  });
});

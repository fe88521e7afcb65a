import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BacklogMeter, CompletionCounts } from '../../../src/engine/window.ts';

/** Feeds `arrivals` arrivals at instants 0, 1, 2 …; what is sampled is the number of the arrival. */
function meterAfter(arrivals: number): BacklogMeter {
  let now = 0;
  const meter = new BacklogMeter(() => [now, -now]);
  for (; now < arrivals; now++) {
    if (!meter.isDue()) continue;
    meter.add({ seconds: now, waiting: now, running: 2 * now, completions: 3 * now });
  }
  return meter;
}

describe('BacklogMeter', () => {
  it('keeps the second half of the arrivals, at equal distances, in at most 256 samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20_000 }), (arrivals) => {
        const { timeSeconds } = meterAfter(arrivals).secondHalf();
        const stride = timeSeconds.length > 1 ? timeSeconds[1]! - timeSeconds[0]! : 1;
        expect(timeSeconds.length).toBeLessThanOrEqual(128);
        expect(Math.abs(timeSeconds[0]! - arrivals / 2)).toBeLessThanOrEqual(stride);
        expect(arrivals - timeSeconds.at(-1)!).toBeLessThanOrEqual(stride);
        for (const [i, seconds] of timeSeconds.entries()) {
          expect(seconds).toBe(timeSeconds[0]! + i * stride);
        }
        // of many arrivals, between a quarter and a half of the most samples are left
        if (arrivals >= 256) expect(timeSeconds.length).toBeGreaterThanOrEqual(63);
        else expect(timeSeconds.length).toBe(Math.ceil(arrivals / 2));
      }),
      { seed: 101, numRuns: 200 },
    );
  });

  it('keeps what was sampled together together', () => {
    const half = meterAfter(10_000).secondHalf();
    const { timeSeconds, waiting, running, completions, poolWaiting } = half;
    expect(waiting).toEqual(timeSeconds);
    expect(running).toEqual(timeSeconds.map((t) => 2 * t));
    expect(completions).toEqual(timeSeconds.map((t) => 3 * t));
    expect(poolWaiting).toEqual([timeSeconds, timeSeconds.map((t) => 0 - t)]);
  });

  it('has nothing to show of a run without arrivals', () => {
    expect(new BacklogMeter(() => []).secondHalf().timeSeconds).toEqual([]);
  });
});

describe('CompletionCounts', () => {
  it('counts requests and tokens by workload', () => {
    const counts = new CompletionCounts(2);
    counts.add(1, 10, 4);
    counts.add(1, 5, 1);
    counts.add(0, 7, 2);
    expect(counts.total).toBe(3);
    expect([...counts.completions]).toEqual([1, 2]);
    expect([...counts.promptTokens]).toEqual([7, 15]);
    expect([...counts.outputTokens]).toEqual([2, 5]);
  });
});

import { describe, expect, it } from 'vitest';
import { drawExponential } from '../../../src/base/random/exponential.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { studentCritical } from '../../../src/summary/paired.ts';
import { sectionedDifference, statisticOf } from '../../../src/summary/sections.ts';

const critical = studentCritical(0.95);
const paired = { critical, paired: true } as const;
const apart = { critical, paired: false } as const;

/** Times in system of an M/M/1 queue at 0.5 arrivals per second, by Lindley's recursion, after a warm-up. */
function timesInSystem(serviceMean: number, length: number, ...stream: (string | number)[]) {
  const source = createStream('mm1', ...stream);
  const times = new Float64Array(length);
  let waiting = 0;
  for (let customer = -500; customer < length; customer += 1) {
    const service = serviceMean * drawExponential(source);
    if (customer >= 0) times[customer] = waiting + service;
    waiting = Math.max(0, waiting + service - 2 * drawExponential(source));
  }
  return times;
}

/** Time in system of M/M/1 is exponential with the rate μ − λ. */
const rate = (serviceMean: number) => 1 / serviceMean - 0.5;

describe('sectionedDifference', () => {
  it.each([
    ['mean', 'mean', 1 / rate(1.2) - 1 / rate(1)],
    ['p50', 0.5, Math.LN2 / rate(1.2) - Math.LN2 / rate(1)],
    ['p99', 0.99, Math.log(100) / rate(1.2) - Math.log(100) / rate(1)],
  ] as const)('covers the known difference of two queues with common customers: %s', (_, statistic, truth) => {
    const trials = 150;
    let caught = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const a = timesInSystem(1, 10_000, trial);
      const b = timesInSystem(1.2, 10_000, trial);
      const found = sectionedDifference(a, b, statistic, paired);
      const [low = 0, high = 0] = found?.interval ?? [];
      if (low <= truth && truth <= high) caught += 1;
    }
    // 0.95 is promised for long sections; these of a busy queue are not very long. Standard error: 2 %.
    expect(caught / trials).toBeGreaterThan(0.84);
    expect(caught / trials).toBeLessThan(1);
  });

  it('is narrower with common customers than without, by about what it says', () => {
    const a = timesInSystem(1, 20_000, 'x');
    const common = sectionedDifference(a, timesInSystem(1.2, 20_000, 'x'), 'mean', paired);
    const other = sectionedDifference(a, timesInSystem(1.2, 20_000, 'y'), 'mean', apart);
    expect(common?.varianceReduction).toBeGreaterThan(2);
    expect(common?.standardError).toBeLessThan(other?.standardError ?? 0);
    expect(other?.varianceReduction).toBeNull();
    // Two sections' spreads of 19 degrees each: between 19 and 38 together.
    expect(other?.degreesOfFreedom).toBeGreaterThan(19);
    expect(other?.degreesOfFreedom).toBeLessThanOrEqual(38);
  });

  it('gives the difference of the whole series, whatever the sections', () => {
    const a = timesInSystem(1, 7013, 1);
    const b = timesInSystem(1.1, 7013, 2);
    const found = sectionedDifference(a, b, 0.9, paired);
    expect(found?.difference).toBe(statisticOf(b, 0.9)! - statisticOf(a, 0.9)!);
    expect(found?.count).toBe(10);
  });

  it('leaves out requests that do not count', () => {
    const a = timesInSystem(1, 4000, 1);
    const b = a.map((value, index) => (index % 4 === 0 ? Number.NaN : value + 1));
    const found = sectionedDifference(a, b, 'mean', paired);
    expect(found?.interval?.[0]).toBeLessThan(1);
    expect(found?.interval?.[1]).toBeGreaterThan(1);
    expect(
      sectionedDifference(a, new Float64Array(4000).fill(Number.NaN), 'mean', paired),
    ).toBeNull();
  });

  it('has no interval for too few requests, and asks for more of them the rarer the tail', () => {
    const of = (length: number, statistic: 'mean' | number) =>
      sectionedDifference(
        timesInSystem(1, length, 1),
        timesInSystem(1, length, 2),
        statistic,
        paired,
      );
    expect(of(249, 'mean')).toMatchObject({ interval: null, pValue: null, count: 0 });
    expect(of(250, 'mean')?.count).toBe(5);
    expect(of(9999, 0.99)?.interval).toBeNull();
    expect(of(10_000, 0.99)?.count).toBe(5);
    expect(of(10_000, 0.95)?.count).toBe(10);
    expect(of(10_000, 'mean')?.count).toBe(20);
  });

  it('finds that a run does not differ from itself, and no error', () => {
    const a = timesInSystem(1, 1000, 1);
    expect(sectionedDifference(a, a, 'mean', paired)).toMatchObject({
      difference: 0,
      standardError: 0,
      interval: null,
    });
  });
});

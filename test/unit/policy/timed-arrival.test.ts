import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey } from '../../../src/base/random/hash.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { invertSinusoid } from '../../../src/policy/arrival/diurnal.ts';
import { createInstantSampler } from '../../../src/policy/arrival/index.ts';
import type { ArrivalSpec, ArrivalStreams, TimedSpec } from '../../../src/policy/arrival/port.ts';
import { createStepClock } from '../../../src/policy/arrival/rate-steps.ts';

const streams = (name: string): ArrivalStreams => ({
  gaps: createStream(name, 'gaps'),
  states: createStream(name, 'states'),
  key: hashKey(name, 'key'),
});

/** Instants up to `seconds`. */
function until(spec: ArrivalSpec, seconds: number, name = 'timed'): number[] {
  const draw = createInstantSampler(spec, streams(name));
  const all: number[] = [];
  for (let next = draw(); next <= seconds; next = draw()) all.push(next);
  return all;
}
const first = (spec: ArrivalSpec, count: number, name = 'timed') =>
  Array.from({ length: count }, createInstantSampler(spec, streams(name)));

describe('mmpp', () => {
  const seconds = { slow: 12, fast: 4 };
  const rates = { slow: 1, fast: 9 };
  const mean = (rates.slow * seconds.slow + rates.fast * seconds.fast) / 16;
  const spec: TimedSpec = {
    process: 'mmpp',
    ratePerSecond: mean,
    states: [
      { relativeRate: rates.slow / mean, meanSeconds: seconds.slow },
      { relativeRate: rates.fast / mean, meanSeconds: seconds.fast },
    ],
  };
  /** Fischer and Meier-Hellstern 1993, two states: variance ÷ mean of the count in a window of t seconds. */
  const dispersion = (t: number) => {
    const [r1, r2] = [1 / seconds.slow, 1 / seconds.fast];
    const r = r1 + r2;
    const limit =
      (2 * (rates.slow - rates.fast) ** 2 * r1 * r2) /
      (r ** 2 * (rates.slow * r2 + rates.fast * r1));
    return 1 + limit * (1 - (1 - Math.exp(-r * t)) / (r * t));
  };

  it.each([2, 20, 200])('has its mean rate and index of dispersion over %d s', (window) => {
    const windows = 400_000 / window;
    const counts = new Float64Array(windows);
    for (const at of until(spec, windows * window - 1e-9)) counts[Math.floor(at / window)]!++;
    const average = counts.reduce((a, b) => a + b, 0) / windows;
    const variance = counts.reduce((sum, n) => sum + (n - average) ** 2, 0) / (windows - 1);
    const error = Math.sqrt((mean * dispersion(1e9)) / 400_000);
    expect(Math.abs(average / window - mean)).toBeLessThan(4.5 * error);
    // relative error of a variance of near-normal counts: √(2/n); skewed and dependent ones have more
    const relative = 2 * Math.sqrt(2 / windows);
    expect(Math.abs(variance / average / dispersion(window) - 1)).toBeLessThan(4.5 * relative);
  });

  it('meets the same bursts when the rate is swept', () => {
    const busy = (factor: number) => {
      const swept = { ...spec, ratePerSecond: mean * factor };
      const counts = new Array<number>(100).fill(0);
      for (const at of until(swept, 99.999)) counts[Math.floor(at)]!++;
      return counts;
    };
    const [low, high] = [busy(50), busy(100)];
    for (let i = 0; i < 100; i++) {
      expect(Math.abs(high[i]! - 2 * low[i]!)).toBeLessThan(6 * Math.sqrt(6 * low[i]! + 6));
    }
  });

  it('of one state is poisson', () => {
    const one = {
      process: 'mmpp',
      ratePerSecond: 3,
      states: [{ relativeRate: 1, meanSeconds: 50 }],
    } as const;
    const poisson = first({ process: 'poisson', ratePerSecond: 3 }, 500);
    for (const [i, at] of first(one, 500).entries()) expect(at).toBeCloseTo(poisson[i]!, 9);
  });
});

describe('rates by steps', () => {
  const steps = fc.array(
    fc.record({
      ratePerSecond: fc.constantFrom(0, 0.25, 1, 3),
      seconds: fc.constantFrom(0.5, 2, 8),
    }),
    { minLength: 1, maxLength: 5 },
  );

  it('invert the expected number of arrivals', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.double({ min: 0, max: 9, noNaN: true })), (parts, gaps) => {
        fc.pre(parts.some(({ ratePerSecond }) => ratePerSecond > 0));
        const clock = createStepClock(parts, 'repeat');
        const cycle = parts.reduce((sum, { seconds }) => sum + seconds, 0);
        /** ∫ of the rate, summed step by step. */
        const expected = (until: number) => {
          let units = 0;
          let at = 0;
          for (let i = 0; at < until; i++) {
            const { ratePerSecond, seconds } = parts[i % parts.length]!;
            units += ratePerSecond * Math.min(seconds, until - at);
            at += seconds;
          }
          return units;
        };
        let units = 0;
        let last = 0;
        for (const gap of gaps) {
          units += gap;
          const at = clock(units);
          expect(at).toBeGreaterThanOrEqual(last);
          expect(expected(at)).toBeCloseTo(units, 8);
          // nobody comes in a silence
          const into = at % cycle;
          expect(into).toBeGreaterThanOrEqual(0);
          last = at;
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('hold the last rate, and end where it is 0', () => {
    const parts = [
      { ratePerSecond: 1, seconds: 10 },
      { ratePerSecond: 2, seconds: 10 },
    ];
    expect(createStepClock(parts, 'hold')(10 + 20 + 100)).toBe(10 + 60);
    const silent = [...parts, { ratePerSecond: 0, seconds: 10 }];
    const clock = createStepClock(silent, 'hold');
    expect(clock(29)).toBe(19.5);
    expect(clock(31)).toBe(Infinity);
  });

  it('skip silences', () => {
    const spec: TimedSpec = {
      process: 'piecewise',
      ratePerSecond: 5,
      steps: [
        { relativeRate: 2, seconds: 30 },
        { relativeRate: 0, seconds: 30 },
      ],
      after: 'repeat',
    };
    const all = until(spec, 60_000);
    expect(all.every((at) => at % 60 <= 30)).toBe(true);
    expect(Math.abs(all.length - 300_000)).toBeLessThan(4.5 * Math.sqrt(300_000));
  });
});

describe('diurnal', () => {
  const day: TimedSpec = {
    process: 'diurnal',
    ratePerSecond: 50,
    periodSeconds: 2400,
    shape: { kind: 'sinusoid', peakToMean: 1.8, peakSeconds: 1400 },
  };

  it('has the integral of its rate in every hour', () => {
    const days = 20;
    const counts = new Float64Array(24);
    for (const at of until(day, days * 2400 - 1e-9)) counts[Math.floor((at % 2400) / 100)]!++;
    for (let hour = 0; hour < 24; hour++) {
      const phase = (seconds: number) => (2 * Math.PI * (seconds - 1400)) / 2400;
      const wave = Math.sin(phase(100 * (hour + 1))) - Math.sin(phase(100 * hour));
      const wanted = days * 50 * (100 + ((0.8 * 2400) / (2 * Math.PI)) * wave);
      expect(Math.abs(counts[hour]! - wanted) / Math.sqrt(wanted)).toBeLessThan(4.5);
    }
    const peak = counts.indexOf(Math.max(...counts));
    expect([13, 14]).toContain(peak);
  });

  it('is inverted exactly, down to a rate of 0', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), unit, unit, (units, depth, at) => {
        const shape = { kind: 'sinusoid', peakToMean: 1 + depth, peakSeconds: at * 100 } as const;
        const t = invertSinusoid(units, 100, shape);
        const wave = (x: number) => Math.sin((2 * Math.PI * (x - at * 100)) / 100);
        const back = t + ((depth * 100) / (2 * Math.PI)) * (wave(t) - wave(0));
        expect(Math.abs(back - units)).toBeLessThan(1e-8 * Math.max(1, units / 100));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('stays paired when the rate is swept: the same unit gaps, put through the same day', () => {
    const flat = { ...day, shape: { kind: 'sinusoid', peakToMean: 1, peakSeconds: 0 } } as const;
    const poisson = first({ process: 'poisson', ratePerSecond: 50 }, 200);
    for (const [i, at] of first(flat, 200).entries()) expect(at).toBeCloseTo(poisson[i]!, 6);
  });

  it('follows given weights', () => {
    const relativeRates = [0, 1, 3, 0];
    const weighted = { ...day, shape: { kind: 'weights', relativeRates } } as const;
    const all = until(weighted, 24_000 - 1e-9);
    for (const [part, relative] of relativeRates.entries()) {
      const count = all.filter((at) => Math.floor((at % 2400) / 600) === part).length;
      const wanted = relative * 50 * 6000;
      expect(Math.abs(count - wanted)).toBeLessThanOrEqual(4.5 * Math.sqrt(wanted));
    }
  });
});

describe('periodic', () => {
  const cameras = (choice: Partial<Extract<TimedSpec, { process: 'periodic' }>> = {}) => ({
    process: 'periodic' as const,
    ratePerSecond: 120,
    sources: 4,
    phaseSpread: 1,
    jitterShare: 0,
    ...choice,
  });

  it('sends every source once per period, without jitter at the same phase', () => {
    const all = first(cameras(), 400);
    const period = 4 / 120;
    for (let i = 4; i < 400; i++) expect(all[i]! - all[i - 4]!).toBeCloseTo(period, 9);
  });

  it('sends all at once without a spread, and each late by its jitter at most', () => {
    const all = first(cameras({ phaseSpread: 0 }), 40);
    for (const [i, at] of all.entries()) expect(at).toBeCloseTo(Math.floor(i / 4) / 30, 9);
    const late = first(cameras({ phaseSpread: 0, jitterShare: 0.5 }), 40);
    for (const [i, at] of late.entries()) {
      expect(at * 30 - Math.floor(i / 4)).toBeGreaterThanOrEqual(0);
      expect(at * 30 - Math.floor(i / 4)).toBeLessThan(0.5);
    }
    expect(new Set(late).size).toBe(40);
  });

  it('keeps the sources that are there when one more comes', () => {
    const more = new Set(first(cameras({ sources: 5, ratePerSecond: 150, jitterShare: 1 }), 500));
    expect(first(cameras({ jitterShare: 1 }), 300).every((at) => more.has(at))).toBe(true);
  });
});

describe('presets', () => {
  it('offline has all samples at the start, and no more', () => {
    expect(first({ process: 'offline', samples: 3 }, 5)).toEqual([0, 0, 0, Infinity, Infinity]);
  });

  it('server is poisson', () => {
    const poisson = first({ process: 'poisson', ratePerSecond: 3 }, 100);
    expect(first({ process: 'server', ratePerSecond: 3 }, 100)).toEqual(poisson);
  });
});

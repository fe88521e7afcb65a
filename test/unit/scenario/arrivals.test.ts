import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const read = (text: string, ...sets: string[]) =>
  scenarioOf(shortest, `workloads[chat].arrivals={${text}}`, ...sets).workloads[0]?.arrivals;

describe('arrivals that go by the clock', () => {
  it('keep their rates as multiples of the mean, which a sweep can set alone', () => {
    const states = 'states: [{rate: 1/s, meanDuration: 30s}, {rate: 9/s, meanDuration: 10s}]';
    const parts = [
      { relativeRate: 1 / 3, meanSeconds: 30 },
      { relativeRate: 3, meanSeconds: 10 },
    ];
    expect(read(`process: mmpp, ${states}`)).toEqual({
      process: 'mmpp',
      ratePerSecond: 3,
      states: parts,
    });
    expect(read(`process: mmpp, ${states}`, 'workloads[chat].arrivals.rate=6/s')).toEqual({
      process: 'mmpp',
      ratePerSecond: 6,
      states: parts,
    });
    const steps = 'steps: [{rate: 0/s, duration: 1m}, {rate: 4/s, duration: 1m}]';
    expect(read(`process: piecewise, ${steps}`)).toEqual({
      process: 'piecewise',
      ratePerSecond: 2,
      steps: [
        { relativeRate: 0, seconds: 60 },
        { relativeRate: 2, seconds: 60 },
      ],
      after: 'repeat',
    });
  });

  it('read a day as a wave or as weights', () => {
    expect(read('process: diurnal, rate: 5/s, peakToMean: 1.8, peakHour: 6, period: 4h')).toEqual({
      process: 'diurnal',
      ratePerSecond: 5,
      periodSeconds: 14_400,
      shape: { kind: 'sinusoid', peakToMean: 1.8, peakSeconds: 3600 },
    });
    expect(read('process: diurnal, rate: 5/s, weights: [1, 3]')).toEqual({
      process: 'diurnal',
      ratePerSecond: 5,
      periodSeconds: 86_400,
      shape: { kind: 'weights', relativeRates: [0.5, 1.5] },
    });
  });

  it('read cameras by their period', () => {
    const cameras = 'process: periodic, period: 40ms, sources: 12, phaseSpread: 50%, jitter: 10ms';
    expect(read(cameras)).toEqual({
      process: 'periodic',
      ratePerSecond: 12 / 0.04,
      sources: 12,
      phaseSpread: 0.5,
      jitterShare: 0.25,
    });
  });

  it('end with the samples that are there at the start, and have no warm-up before them', () => {
    const offline = 'workloads[chat].arrivals={process: offline, samples: 50}';
    const { horizon } = scenarioOf(shortest, offline);
    expect(horizon.end).toEqual({ kind: 'requests', requests: 50 });
    expect(horizon.warmup).toEqual({ kind: 'share', share: 0 });
    expect(scenarioOf(shortest).horizon.end).toEqual({ kind: 'requests', requests: 20_000 });
    const told = (warmup: string) =>
      accepted(shortest, { sets: [offline, `horizon.warmup=${warmup}`] }).warnings;
    expect(told('10%')).toMatchObject([{ path: 'horizon.warmup', fix: 'leave it out' }]);
    expect(told('0')).toEqual([]);
    expect(errorsWith(offline, 'horizon.warmup=2s').join()).toMatch(/leaves all of them out/);
  });

  it("know MLPerf's four scenarios", () => {
    expect(read('process: offline')).toEqual({ process: 'offline', samples: 24_576 });
    expect(read('process: server, rate: 3/s')).toEqual({ process: 'server', ratePerSecond: 3 });
    const pause = { retryAfterSeconds: 1 };
    expect(read('process: single-stream')).toEqual({
      process: 'single-stream',
      samplesPerQuery: 1,
      ...pause,
    });
    expect(read('process: multi-stream')).toEqual({
      process: 'multi-stream',
      samplesPerQuery: 8,
      ...pause,
    });
  });

  it.each([
    ['process: mmpp, states: []', /list is empty/],
    ['process: mmpp, states: [{rate: 0/s, meanDuration: 1s}]', /every rate is 0/],
    ['process: piecewise, steps: [{rate: 0/s, duration: 1s}]', /every rate is 0/],
    ['process: piecewise, steps: [{rate: 1/s, duration: 0s}]', /must be more than 0/],
    ['process: diurnal, rate: 5/s, peakToMean: 2.5', /must be at most 2/],
    ['process: diurnal, rate: 5/s, peakHour: 24', /must be less than 24/],
    ['process: diurnal, rate: 5/s, weights: [0, 0]', /every rate is 0/],
    ['process: diurnal, rate: 5/s, weights: [1, 2], peakHour: 3', /say when the peak is/],
    ['process: periodic, period: 10ms, jitter: 11ms', /overtake/],
    ['process: sessions, rate: 1/s, turns: 3', /arrivals.thinkTime/],
  ])('refuse {%s}', (text, expected) => {
    expect(errorsWith(`workloads[chat].arrivals={${text}}`).join('\n')).toMatch(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { LeaseMeter } from '../../../src/engine/fleet/lease.ts';
import { record, withEngines } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

const HOUR = 3600;

/** Six requests a second for 40 s on steps of 10 ms and more. */
const text = (pool: string) => `
name: rented
horizon: { duration: 40s, warmup: 10s, drain: 20s }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 6/s }
    promptTokens: { distribution: fixed, value: 64 }
    outputTokens: { distribution: fixed, value: 20 }
    maxTokens: 20
pools:
  - name: gpu
    accelerator: h100-sxm
    parallelism: { tensor: 2 }
    serves: [llama-3.1-8b]
    engine: { maxSequences: 8, stepTime: { kind: affine, base: 10ms, perDecodeSequence: 1ms } }
    ${pool}
`;

/** Requests that come at once to one replica, of so many tokens each. */
const together = (lengths: readonly number[], pool: string) => `
name: together
horizon: { duration: 10s, warmup: 0s }
workloads:
${lengths
  .map(
    (tokens, i) => `  - name: w${i}
    model: llama-3.1-8b
    arrivals: { process: offline, samples: 1 }
    promptTokens: { distribution: fixed, value: 64 }
    outputTokens: { distribution: fixed, value: ${tokens} }
    maxTokens: 20`,
  )
  .join('\n')}
pools:
  - name: gpu
    accelerator: h100-sxm
    parallelism: { tensor: 2 }
    serves: [llama-3.1-8b]
    engine: { maxSequences: 8, stepTime: { kind: affine, base: 10ms, perDecodeSequence: 1ms } }
    ${pool}
`;

function run(pool: string) {
  return record(compileScenario(scenarioOf(text(pool)), { traces: {} }));
}

describe('LeaseMeter', () => {
  it('rounds each lease up when it ends, to the increment and the minimum, and never falls', () => {
    const meter = new LeaseMeter({ incrementSeconds: 60, minimumSeconds: 90 });
    meter.change(false, 0);
    expect(meter.billedSeconds(10)).toBe(0);
    meter.change(true, 10);
    meter.change(true, 15);
    expect(meter.billedSeconds(40)).toBe(30);
    meter.change(false, 40);
    expect(meter.billedSeconds(40)).toBe(120);
    meter.change(true, 100);
    meter.change(false, 340);
    expect(meter.billedSeconds(1000)).toBe(360);
  });

  it('bills at least the time, and less than an increment more where nothing is the least', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 500, noNaN: true }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 100 }),
        (spans, incrementSeconds) => {
          const meter = new LeaseMeter({ incrementSeconds, minimumSeconds: 0 });
          meter.change(false, 0);
          let now = 0;
          let leased = 0;
          for (const [i, span] of spans.entries()) {
            meter.change(i % 2 === 0, now);
            if (i % 2 === 0) leased += span;
            now += span;
          }
          meter.change(false, now);
          const leases = Math.ceil(spans.length / 2);
          expect(meter.billedSeconds(now)).toBeGreaterThanOrEqual(leased - 1e-9);
          expect(meter.billedSeconds(now)).toBeLessThanOrEqual(
            leased + leases * incrementSeconds + 1e-9,
          );
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('what accelerators cost', () => {
  it('is price × chips × time for a fleet that stands', () => {
    const { totals, timeseries, replicas } = run('replicas: 3\n    billing: { price: 7.2 USD/h }');
    const usdPerSecond = (3 * 2 * 7.2) / HOUR;
    const [pool] = totals.rental!;
    const { startSeconds, endSeconds } = totals.window;
    expect(pool!.windowUsd).toBeCloseTo(usdPerSecond * (endSeconds - startSeconds), 9);
    expect(pool!.totalUsd).toBeCloseTo(usdPerSecond * totals.simulatedSeconds, 9);
    const shown = timeseries.reduce((sum, { rentalUsd }) => sum + rentalUsd, 0);
    expect(shown).toBeCloseTo(pool!.totalUsd, 9);
    const listed = replicas.reduce((sum, { rentalUsd }) => sum + rentalUsd, 0);
    expect(listed).toBeCloseTo(pool!.totalUsd, 9);
  });

  it('is that of the busy time where idle time is free', () => {
    const { totals, replicas } = run('billing: { price: 3.6 USD/h, billed: busy }');
    const busy = replicas.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
    expect(totals.rental![0]!.totalUsd).toBeCloseTo((2 * 3.6 * busy) / HOUR, 9);
    expect(busy).toBeLessThan(8 * totals.simulatedSeconds);
  });

  it('ends with a replica that scales in, its last increment full', () => {
    const steps = '{ at: 0s, replicas: 1 }, { at: 10s, replicas: 3 }, { at: 20s, replicas: 1 }';
    const scaling = `autoscaling: { policy: schedule, max: 3, period: 1h, interval: 5s, steps: [${steps}], coldStart: 2s }`;
    const { totals, replicas } = run(
      `replicas: 1\n    ${scaling}\n    billing: { price: 3.6 USD/h, billed: up, increment: 15s, minimum: 0s }`,
    );
    const seconds = replicas.map(({ rentalUsd }) => (rentalUsd * HOUR) / (2 * 3.6));
    expect(seconds[0]).toBeCloseTo(totals.simulatedSeconds, 6);
    // from 10 s until it has drained, a little after 20 s
    expect(seconds.slice(1)).toEqual([15, 15].map((each) => expect.closeTo(each, 9)));
  });

  it('is the same step by step, of requests, too, and nobody asks where no pool is billed', () => {
    const scenario = compileScenario(
      scenarioOf(text('billing: { price: 1 USD/h, billed: busy }')),
      { traces: {} },
    );
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    const stretched = record(scenario);
    expect(stepwise.totals.rental).toEqual(stretched.totals.rental);
    expect(stepwise.rows).toEqual(stretched.rows);
    expect(stretched.rows.every(({ usd }) => usd! > 0)).toBe(true);
    const owned = run('replicas: 2');
    expect(owned.totals.rental).toBeUndefined();
    expect(owned.rows.every((row) => !('usd' in row) && row.stepUsd === 0)).toBe(true);
  });
});

describe('what a request costs where accelerators are rented', () => {
  it('is its part of each step that it was in', () => {
    // all begin in one step of 10 ms; then 1 ms more for each that decodes, until the short ones leave
    const lengths = [1, 3, 3, 6];
    const { rows, totals } = record(
      compileScenario(
        scenarioOf(together(lengths, 'replicas: 1\n    billing: { price: 3.6 USD/h }')),
        {
          traces: {},
        },
      ),
    );
    const step = (decoding: number) => 0.01 + 0.001 * decoding;
    const usdPerSecond = (2 * 3.6) / HOUR;
    // everybody's part of the seconds of each step: four, three twice, one thrice
    const after = [step(0) / 4, step(3) / 3, step(3) / 3, step(1), step(1), step(1)];
    const parts = lengths.map((tokens) => after.slice(0, tokens).reduce((a, b) => a + b, 0));
    const byRequest = [...rows].sort((a, b) => a.request - b.request);
    for (const [i, { usd }] of byRequest.entries())
      expect(usd).toBeCloseTo(parts[i]! * usdPerSecond, 15);
    // the chips stood for the rest of what was paid
    const [pool] = totals.rental!;
    expect(pool!.stepUsd).toBeCloseTo(usdPerSecond * (0.01 + 2 * step(3) + 3 * step(1)), 15);
  });

  it('runs to the stated duration though nobody comes any more, and follows who scales in until then', () => {
    const rates = '[{ rate: 6/s, duration: 10s }, { rate: 0/s, duration: 10s }]';
    const steps = '{ at: 0s, replicas: 2 }, { at: 70s, replicas: 1 }';
    const scaling = `autoscaling: { policy: schedule, min: 1, max: 2, period: 1h, interval: 5s, steps: [${steps}], coldStart: 2s }`;
    const idle = text(`replicas: 2\n    ${scaling}\n    billing: { price: 3.6 USD/h, billed: up }`)
      .replace('process: poisson, rate: 6/s', `process: piecewise, steps: ${rates}, after: hold`)
      .replace('duration: 40s, warmup: 10s', 'duration: 100s, warmup: 5s');
    const { rows, replicas, totals } = record(compileScenario(scenarioOf(idle), { traces: {} }));
    expect(Math.max(...rows.map(({ completionSeconds }) => completionSeconds))).toBeLessThan(12);
    expect(totals.simulatedSeconds).toBe(100);
    expect(totals.window).toMatchObject({ startSeconds: 5, endSeconds: 100 });
    const seconds = replicas.map(({ rentalUsd }) => (rentalUsd * HOUR) / (2 * 3.6));
    expect(seconds[0]).toBeCloseTo(100, 9);
    expect(Math.abs(seconds[1]! - 70)).toBeLessThan(6);
  });
});

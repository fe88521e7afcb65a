import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AutoscalerName,
  autoscalers,
  createAutoscaler,
} from '../../src/policy/autoscaling/index.ts';
import type {
  Autoscaler,
  AutoscalingSpec,
  PoolMetrics,
} from '../../src/policy/autoscaling/port.ts';

const behavior = {
  tolerance: 0.1,
  downStabilizationSeconds: 300,
  upStabilizationSeconds: 0,
  up: { share: 1, replicas: 4, periodSeconds: 15 },
  down: { share: 1, replicas: 0, periodSeconds: 15 },
};

const specs: { [A in AutoscalerName]: Extract<AutoscalingSpec, { policy: A }> } = {
  none: { policy: 'none' },
  'target-utilization': { policy: 'target-utilization', metric: 'busy', target: 0.6, behavior },
  'queue-length': { policy: 'queue-length', target: 5, cooldownSeconds: 300, behavior },
  'concurrency-target': {
    policy: 'concurrency-target',
    concurrency: 10,
    targetShare: 0.7,
    stableSeconds: 60,
    panicSeconds: 6,
    panicThreshold: 2,
    maxUpRate: 1000,
    maxDownRate: 2,
    graceSeconds: 30,
  },
  'ongoing-requests': {
    policy: 'ongoing-requests',
    target: 2,
    lookBackSeconds: 30,
    upDelaySeconds: 30,
    downDelaySeconds: 600,
    upFactor: 1,
    downFactor: 1,
  },
  'slo-driven': {
    policy: 'slo-driven',
    attainment: 0.95,
    windowSeconds: 60,
    step: 0.25,
    calmSeconds: 300,
    margin: 0.8,
  },
  schedule: {
    policy: 'schedule',
    periodSeconds: 3600,
    steps: [
      { atSeconds: 600, replicas: 6 },
      { atSeconds: 1800, replicas: 2 },
    ],
  },
  forecast: {
    policy: 'forecast',
    method: 'holt-winters',
    bucketSeconds: 60,
    seasonSeconds: 1200,
    leadSeconds: 90,
    ratePerReplica: 3,
    headroom: 0.1,
    smoothing: { level: 0.5, trend: 0.1, season: 0.3 },
  },
};

const MOST = 20;

/** A fluid fleet: each replica answers 3 requests/s of 2 s each, meets all targets while it keeps up, queues the rest. */
class Plant {
  replicas = 2;
  private queue = 0;
  private counters = { requestSeconds: 0, busySeconds: 0, readySeconds: 0, arrivals: 0 };
  private answers = { ended: 0, sloMet: 0 };
  private seconds = 0;

  step(seconds: number, rate: number): PoolMetrics {
    const room = 3 * this.replicas;
    const served = Math.min(room, rate + this.queue / seconds);
    this.queue = Math.max(0, this.queue + (rate - served) * seconds);
    this.seconds += seconds;
    this.counters.arrivals += rate * seconds;
    this.counters.busySeconds += (served * seconds) / 3;
    this.counters.readySeconds += this.replicas * seconds;
    const outstanding = this.queue + 2 * served;
    this.counters.requestSeconds += outstanding * seconds;
    this.answers.ended += served * seconds;
    this.answers.sloMet += this.queue > 0 ? 0 : served * seconds;
    const kvCache = this.replicas === 0 ? 0 : Math.min(1, outstanding / (20 * this.replicas));
    return {
      seconds: this.seconds,
      ready: this.replicas,
      queued: this.queue,
      outstanding,
      kvCache,
      ...this.counters,
      ...this.answers,
    };
  }
}

/** Replicas after each interval of 5 s; the scrape that the policy sees is `stale` intervals old. */
function run(scaler: Autoscaler, rates: readonly number[], stale = 1): number[] {
  const plant = new Plant();
  const scrapes: PoolMetrics[] = [];
  return rates.map((rate, i) => {
    scrapes.push(plant.step(5, rate));
    const metrics = scrapes[Math.max(0, i - stale)]!;
    const wanted = scaler.desired({ nowSeconds: 5 * (i + 1), replicas: plant.replicas, metrics });
    plant.replicas = Math.min(MOST, Math.max(0, wanted));
    return wanted;
  });
}

const constant = (rate: number, steps = 600) => Array.from({ length: steps }, () => rate);
const names = Object.keys(autoscalers) as AutoscalerName[];

describe.each(names)('autoscaler %s', (name) => {
  it('wants a whole number of replicas, whatever the load', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 5 }),
        (rates, stale) => {
          for (const wanted of run(createAutoscaler(specs[name], 60), rates, stale)) {
            expect(Number.isInteger(wanted) && wanted >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps its state to itself: two made alike decide alike, apart', () => {
    const rates = Array.from({ length: 400 }, (_, i) => 15 + 14 * Math.sin(i / 20));
    const first = createAutoscaler(specs[name], 60);
    const second = createAutoscaler(specs[name], 60);
    const alone = run(first, rates);
    run(createAutoscaler(specs[name], 60), constant(50));
    expect(run(second, rates)).toEqual(alone);
    if (name !== 'none') expect(new Set(alone).size).toBeGreaterThan(1);
  });
});

const reactive = names.filter((name) => name !== 'none' && name !== 'schedule');

describe.each(reactive)('autoscaler %s, which follows the load', (name) => {
  it('ends with enough replicas for a steady load, and with few without any', () => {
    const busy = run(createAutoscaler(specs[name], 60), constant(24)).at(-1)!;
    expect(busy).toBeGreaterThanOrEqual(8);
    const scaler = createAutoscaler(specs[name], 60);
    const idle = run(scaler, [...constant(24), ...constant(0, 2000)]).at(-1)!;
    expect(idle).toBeLessThanOrEqual(1);
  });

  it('never wants fewer for a higher steady load', () => {
    const at = (rate: number) => run(createAutoscaler(specs[name], 60), constant(rate)).at(-1)!;
    const wanted = [3, 9, 18, 36].map((rate) => Math.min(MOST, at(rate)));
    expect(wanted).toEqual(wanted.toSorted((a, b) => a - b));
    expect(wanted.at(-1)).toBeGreaterThan(wanted[0]!);
  });
});

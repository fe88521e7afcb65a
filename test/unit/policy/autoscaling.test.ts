import { describe, expect, it } from 'vitest';
import { createAutoscaler } from '../../../src/policy/autoscaling/index.ts';
import { MetricsWindow } from '../../../src/policy/autoscaling/metrics-window.ts';
import type {
  AutoscalingSpec,
  PoolMetrics,
  ScalingBehavior,
} from '../../../src/policy/autoscaling/port.ts';
import { replicasFor, Steadied } from '../../../src/policy/autoscaling/steadied.ts';

function metrics(given: Partial<PoolMetrics>): PoolMetrics {
  return {
    seconds: 0,
    ready: 1,
    queued: 0,
    outstanding: 0,
    kvCache: 0,
    requestSeconds: 0,
    busySeconds: 0,
    readySeconds: 0,
    arrivals: 0,
    ended: 0,
    sloMet: 0,
    ...given,
  };
}

/** Lets everything through at once, so that a policy's own reckoning shows. */
const free: ScalingBehavior = {
  tolerance: 0.1,
  downStabilizationSeconds: 0,
  upStabilizationSeconds: 0,
  up: { share: 1e6, replicas: 1e6, periodSeconds: 15 },
  down: { share: 1, replicas: 0, periodSeconds: 15 },
};

describe('Steadied', () => {
  it('goes down to the highest recommendation of the window only', () => {
    const steadied = new Steadied({ ...free, downStabilizationSeconds: 300 });
    expect(steadied.next(0, 10, 10)).toBe(10);
    expect(steadied.next(15, 10, 4)).toBe(10);
    expect(steadied.next(200, 10, 7)).toBe(10);
    expect(steadied.next(315, 10, 4)).toBe(7);
    expect(steadied.next(500, 7, 4)).toBe(4);
  });

  it('doubles or adds four per period, whichever is more', () => {
    const up = { share: 1, replicas: 4, periodSeconds: 15 };
    const steadied = new Steadied({ ...free, up });
    expect(steadied.next(0, 1, 100)).toBe(5);
    expect(steadied.next(5, 5, 100)).toBe(5);
    expect(steadied.next(15, 5, 100)).toBe(10);
    expect(steadied.next(30, 10, 100)).toBe(20);
  });

  it('removes no more per period than its pace allows', () => {
    const down = { share: 0.1, replicas: 1, periodSeconds: 60 };
    const steadied = new Steadied({ ...free, down });
    expect(steadied.next(0, 30, 0)).toBe(27);
    expect(steadied.next(30, 27, 0)).toBe(27);
    expect(steadied.next(60, 27, 0)).toBe(24);
  });

  it('asks for no replica that only rounding wants', () => {
    expect(replicasFor(6, 0.6)).toBe(10);
    expect(replicasFor(6.1, 0.6)).toBe(11);
  });
});

describe('MetricsWindow', () => {
  it('takes means from counters, over the whole window once there is one', () => {
    const window = new MetricsWindow(10);
    window.add(metrics({ seconds: 0, outstanding: 3 }));
    expect(window.meanOutstanding(10)).toBe(3);
    window.add(metrics({ seconds: 4, requestSeconds: 20 }));
    expect(window.meanOutstanding(10)).toBe(5);
    window.add(metrics({ seconds: 14, requestSeconds: 120 }));
    expect(window.meanOutstanding(10)).toBe(10);
    expect(window.meanOutstanding(20)).toBe(10);
  });
});

describe('target-utilization', () => {
  const spec: AutoscalingSpec = {
    policy: 'target-utilization',
    metric: 'busy',
    target: 0.6,
    behavior: free,
  };
  const at = (seconds: number, ready: number, busy: number) =>
    metrics({ seconds, ready, readySeconds: ready * seconds, busySeconds: busy * ready * seconds });

  it('is ⌈current × metric ÷ target⌉', () => {
    const view = { nowSeconds: 15, replicas: 4, metrics: at(15, 4, 0.9) };
    expect(createAutoscaler(spec, 60).desired(view)).toBe(6);
    expect(createAutoscaler(spec, 60).desired({ ...view, metrics: at(15, 4, 0.2) })).toBe(2);
  });

  it('does nothing within its tolerance', () => {
    for (const busy of [0.545, 0.655]) {
      const view = { nowSeconds: 15, replicas: 10, metrics: at(15, 10, busy) };
      expect(createAutoscaler(spec, 60).desired(view)).toBe(10);
    }
  });

  it('counts replicas that start as idle on the way up, and as on target on the way down', () => {
    const starting = { nowSeconds: 15, replicas: 6, metrics: at(15, 4, 0.9) };
    expect(createAutoscaler(spec, 60).desired(starting)).toBe(6);
    const falling = { nowSeconds: 15, replicas: 8, metrics: at(15, 4, 0.3) };
    expect(createAutoscaler(spec, 60).desired(falling)).toBe(6);
  });
});

describe('queue-length', () => {
  const spec: AutoscalingSpec = {
    policy: 'queue-length',
    target: 5,
    cooldownSeconds: 300,
    behavior: free,
  };

  it('starts one from zero, and goes to zero after the cool-down alone', () => {
    const scaler = createAutoscaler(spec, 60);
    const waiting = metrics({ ready: 0, queued: 12, outstanding: 12 });
    expect(scaler.desired({ nowSeconds: 30, replicas: 0, metrics: waiting })).toBe(1);
    expect(scaler.desired({ nowSeconds: 60, replicas: 1, metrics: waiting })).toBe(3);
    expect(scaler.desired({ nowSeconds: 359, replicas: 3, metrics: metrics({}) })).toBe(1);
    expect(scaler.desired({ nowSeconds: 360, replicas: 1, metrics: metrics({}) })).toBe(0);
  });
});

describe('concurrency-target', () => {
  const spec: AutoscalingSpec = {
    policy: 'concurrency-target',
    concurrency: 10,
    targetShare: 0.5,
    stableSeconds: 60,
    panicSeconds: 6,
    panicThreshold: 2,
    maxUpRate: 1000,
    maxDownRate: 2,
    graceSeconds: 30,
  };

  it('panics at a burst that the stable window does not show yet, and holds until it is calm', () => {
    const scaler = createAutoscaler(spec, 60);
    let wanted = 2;
    let requestSeconds = 0;
    const history: number[] = [];
    for (let seconds = 2; seconds <= 300; seconds += 2) {
      const outstanding = seconds > 100 && seconds <= 112 ? 40 : 6;
      requestSeconds += 2 * outstanding;
      const seen = metrics({ seconds, ready: 2, outstanding, requestSeconds });
      wanted = scaler.desired({ nowSeconds: seconds, replicas: wanted, metrics: seen });
      history.push(wanted);
    }
    const at = (seconds: number) => history[seconds / 2 - 1]!;
    expect(at(100)).toBe(2);
    expect(at(106)).toBe(8);
    expect(at(150)).toBe(8);
    expect(at(180)).toBeLessThan(8);
  });

  it('lets the last replica go once the stable window was empty for the grace', () => {
    const scaler = createAutoscaler(spec, 60);
    const wanted: number[] = [];
    for (let seconds = 2; seconds <= 200; seconds += 2) {
      const requestSeconds = Math.min(seconds, 10);
      const seen = metrics({ seconds, requestSeconds, outstanding: seconds < 10 ? 1 : 0 });
      wanted.push(scaler.desired({ nowSeconds: seconds, replicas: 1, metrics: seen }));
    }
    const first = 2 * (wanted.indexOf(0) + 1);
    expect(first).toBeGreaterThanOrEqual(10 + 60 + 30 - 2);
    expect(first).toBeLessThanOrEqual(10 + 60 + 30 + 2);
  });
});

describe('ongoing-requests', () => {
  const spec: AutoscalingSpec = {
    policy: 'ongoing-requests',
    target: 2,
    lookBackSeconds: 10,
    upDelaySeconds: 30,
    downDelaySeconds: 600,
    upFactor: 1,
    downFactor: 1,
  };
  const feed = (scaler: ReturnType<typeof createAutoscaler>, from: number, ongoing: number) => {
    const wanted: number[] = [];
    for (let i = 0; i <= 80; i++) {
      const seconds = from + 10 * i;
      const requestSeconds = ongoing * seconds;
      const seen = metrics({ seconds, ready: 2, outstanding: ongoing, requestSeconds });
      wanted.push(scaler.desired({ nowSeconds: seconds, replicas: 2, metrics: seen }));
    }
    return wanted;
  };

  it('follows a wish that has held for its delay', () => {
    expect(feed(createAutoscaler(spec, 60), 10, 9).slice(0, 5)).toEqual([2, 2, 2, 5, 2]);
    const down = feed(createAutoscaler(spec, 60), 10, 1);
    expect(down.indexOf(1)).toBe(60);
  });

  it('takes part of the way with a factor below 1', () => {
    const slow = feed(createAutoscaler({ ...spec, upFactor: 0.5 }, 60), 10, 12);
    expect(Math.max(...slow)).toBe(4);
  });
});

describe('schedule', () => {
  it('keeps the last step of the day before until the first one of this day', () => {
    const scaler = createAutoscaler(
      {
        policy: 'schedule',
        periodSeconds: 86_400,
        steps: [
          { atSeconds: 28_800, replicas: 8 },
          { atSeconds: 72_000, replicas: 2 },
        ],
      },
      60,
    );
    const at = (nowSeconds: number) =>
      scaler.desired({ nowSeconds, replicas: 1, metrics: metrics({}) });
    expect([0, 28_799, 28_800, 71_999, 72_000, 86_400 + 28_800].map(at)).toEqual([
      2, 2, 8, 8, 2, 8,
    ]);
  });
});

describe('forecast', () => {
  const base = {
    policy: 'forecast',
    bucketSeconds: 60,
    leadSeconds: 120,
    ratePerReplica: 1,
    headroom: 0,
    smoothing: { level: 0.5, trend: 0.3, season: 0.5 },
  } as const;
  /** Replicas wanted at the end of each minute, of arrivals per second by minute. */
  function wanted(spec: AutoscalingSpec, rates: readonly number[]): number[] {
    const scaler = createAutoscaler(spec, 60);
    let arrivals = 0;
    return rates.map((rate, i) => {
      arrivals += 60 * rate;
      const seconds = 60 * (i + 1);
      const seen = metrics({ seconds, arrivals });
      return scaler.desired({ nowSeconds: seconds, replicas: 1, metrics: seen });
    });
  }
  const season = [2, 2, 2, 10, 10, 2];
  const days = (count: number) => Array.from({ length: count }, () => season).flat();

  it.each(['seasonal-naive', 'holt-winters'] as const)('%s is ahead of a season', (method) => {
    const replicas = wanted({ ...base, method, seasonSeconds: 360 }, days(12));
    const last = replicas.slice(-6);
    // after the first minute of the season, the peak of its fourth is two minutes away
    expect(last[0]).toBeGreaterThanOrEqual(9);
    expect(last[4]).toBeLessThanOrEqual(3);
  });

  it('seasonal-naive repeats the last season exactly', () => {
    const replicas = wanted({ ...base, method: 'seasonal-naive', seasonSeconds: 360 }, days(3));
    expect(replicas.slice(-6)).toEqual([10, 10, 10, 10, 2, 2]);
  });

  it('follows a trend ahead of it', () => {
    const spec: AutoscalingSpec = {
      ...base,
      method: 'holt-winters',
      seasonSeconds: Number.POSITIVE_INFINITY,
    };
    const replicas = wanted(
      spec,
      Array.from({ length: 60 }, (_, i) => i),
    );
    // the last full minute had 59/s; two minutes ahead is the bucket of 62/s
    expect(Math.abs(replicas.at(-1)! - 62)).toBeLessThanOrEqual(1);
  });
});

describe('slo-driven', () => {
  const spec: AutoscalingSpec = {
    policy: 'slo-driven',
    attainment: 0.9,
    windowSeconds: 60,
    step: 0.5,
    calmSeconds: 120,
    margin: 0.8,
  };

  it('grows on a breach, once per window, and shrinks only to loads below the breach', () => {
    const scaler = createAutoscaler(spec, 60);
    let ended = 0;
    let sloMet = 0;
    let requestSeconds = 0;
    const at = (seconds: number, replicas: number, share: number, outstanding: number) => {
      ended += 100;
      sloMet += 100 * share;
      requestSeconds += 30 * outstanding;
      const ready = replicas;
      const seen = metrics({ seconds, ready, outstanding, ended, sloMet, requestSeconds });
      return scaler.desired({ nowSeconds: seconds, replicas, metrics: seen });
    };
    expect(at(30, 4, 1, 20)).toBe(4);
    expect(at(60, 4, 0.2, 40)).toBe(6);
    expect(at(90, 6, 0.2, 40)).toBe(6);
    expect(at(120, 6, 0.2, 40)).toBe(9);
    for (let seconds = 150; seconds <= 600; seconds += 30) at(seconds, 9, 1, 40);
    // eight would have 5 each, under 0.8 × the 7.5 or so of the breach; five would have 8
    expect(at(900, 9, 1, 40)).toBe(8);
    for (let seconds = 930; seconds <= 1200; seconds += 30) at(seconds, 5, 1, 40);
    expect(at(1230, 5, 1, 40)).toBe(5);
  });
});

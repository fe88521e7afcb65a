import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import type { Run, RunState } from '../../../src/engine/run.ts';
import { driveRun } from '../../../src/run/drive.ts';
import { hasSteadyLoad, watchOverload } from '../../../src/run/early-stop.ts';
import { makeScenario, makeWorkload } from '../../differential/builders.ts';

const nothing = () => {};
const poisson = makeWorkload({ arrivals: { process: 'poisson', ratePerSecond: 1 } });
const steady = makeScenario({ workloads: [poisson] });

/** A run in which every second event is an arrival, and of which a third is served from arrival `since` on. */
function growingRun(requests: number, since: number) {
  const waitingAt = (arrival: number) => Math.max(0, ((arrival - since) * 2) / 3);
  const run = {
    clockSeconds: 0,
    events: 0,
    offered: 0,
    ended: 0,
    finished: false,
    looks: [] as number[],
    feed: nothing,
    finish: () => {
      run.finished = true;
    },
    backlog: () => {
      run.looks.push(run.offered);
      const at = Array.from({ length: 101 }, (_, i) => (run.offered / 2) * (1 + i / 100));
      return {
        timeSeconds: at,
        waiting: at.map(waitingAt),
        running: at.map(() => 1),
        completions: at.map((arrival) => arrival - waitingAt(arrival)),
      };
    },
    advance({ maxEvents = Infinity, untilOffered = Infinity } = {}): RunState {
      for (let i = 0; i < maxEvents; i++) {
        if (run.offered === requests) return 'done';
        if (run.offered >= untilOffered) return 'more';
        run.events += 1;
        if (run.events % 2 === 0) run.offered += 1;
      }
      return 'more';
    },
  };
  return run as typeof run & Run;
}

describe('hasSteadyLoad', () => {
  const withArrivals = (arrivals: CompiledScenario['workloads'][number]['arrivals']) =>
    hasSteadyLoad(makeScenario({ workloads: [poisson, makeWorkload({ arrivals })] }));

  it('is so where all arrivals are renewal processes of a fixed rate', () => {
    for (const process of ['poisson', 'deterministic'] as const) {
      expect(withArrivals({ process, ratePerSecond: 1 })).toBe(true);
    }
    for (const process of ['gamma', 'weibull'] as const) {
      expect(withArrivals({ process, ratePerSecond: 1, cv: 2 })).toBe(true);
    }
  });

  it('is not so with a trace or a closed loop among them', () => {
    expect(withArrivals({ process: 'trace', lengths: 'trace' })).toBe(false);
    const loop = { concurrency: 9, thinkSeconds: 0, rampUpSeconds: 0, retryAfterSeconds: 1 };
    expect(withArrivals({ process: 'closed-loop', ...loop })).toBe(false);
  });

  it('is not so where requests are turned away or clients give up', () => {
    const admission = { policy: 'queue-cap', maxQueued: 9, maxOutstanding: Infinity } as const;
    expect(hasSteadyLoad({ ...steady, admission })).toBe(false);
    for (const timeout of [
      { totalSeconds: 60, firstTokenSeconds: Infinity },
      { totalSeconds: Infinity, firstTokenSeconds: 60 },
    ]) {
      expect(hasSteadyLoad(makeScenario({ workloads: [{ ...poisson, timeout }] }))).toBe(false);
    }
  });
});

describe('driveRun with stopWhenHopeless', () => {
  const drive = async (run: Run, scenario: CompiledScenario, eventsPerSlice?: number) => {
    const options = { feeds: [], eventsPerSlice, onSlice: nothing };
    return driveRun(run, { ...options, stopWhenHopeless: scenario });
  };

  it('finishes a run that is overloaded beyond doubt, at the first look', async () => {
    const run = growingRun(20_000, 0);
    expect(await drive(run, steady)).toBe('overloaded-early');
    expect(run.finished).toBe(true);
    expect(run.offered).toBe(1000);
  });

  it('looks at the same arrivals however the run is cut into slices', async () => {
    const looks = await Promise.all(
      [7, 100, 1000, undefined].map(async (eventsPerSlice) => {
        // growing too late for the first looks
        const run = growingRun(20_000, 800);
        expect(await drive(run, steady, eventsPerSlice)).toBe('overloaded-early');
        return run.looks;
      }),
    );
    expect(looks[0]).toEqual([1000, 1250, 1563, 1954, 2443, 3054, 3818]);
    for (const other of looks) expect(other).toEqual(looks[0]);
  });

  it('lets a run go on that does not grow, one that may yet shrink, and one for which nobody asked', async () => {
    const calm = growingRun(3000, Infinity);
    expect(await drive(calm, steady)).toBe('done');
    expect(calm.looks.length).toBe(5);
    expect(calm.finished).toBe(false);
    const traced = growingRun(3000, 0);
    expect(await drive(traced, makeScenario())).toBe('done');
    const unasked = growingRun(3000, 0);
    expect(await driveRun(unasked, { feeds: [], onSlice: nothing })).toBe('done');
    expect([traced.looks, unasked.looks]).toEqual([[], []]);
  });

  it('tells of the end of such a run once more, when it is finished', async () => {
    const run = growingRun(20_000, 0);
    const seen: boolean[] = [];
    const onSlice = () => void seen.push(run.finished);
    await driveRun(run, { feeds: [], onSlice, stopWhenHopeless: steady, eventsPerSlice: 500 });
    expect(seen).toEqual([false, false, false, true]);
  });
});

describe('watchOverload', () => {
  it('never looks where the load may change', () => {
    const watch = watchOverload(makeScenario());
    expect(watch.untilOffered).toBe(Infinity);
    expect(watch.isHopeless(growingRun(1, 0))).toBe(false);
  });
});

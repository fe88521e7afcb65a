import { describe, expect, it } from 'vitest';
import { createRun } from '../../../src/engine/run.ts';
import type { RequestRow } from '../../../src/record/port.ts';
import type { EngineSpec } from '../../../src/scenario/scenario.ts';
import { makePool, makeScenario, makeWorkload } from '../../differential/builders.ts';

const ignore = () => {};

/** Four requests arrive while one is served. */
function overloaded(stepping: EngineSpec['stepping']) {
  const rows: RequestRow[] = [];
  const recorder = { gap: ignore, gaps: ignore, timeseries: ignore, replica: ignore };
  const scenario = makeScenario({
    horizon: {
      maxRequests: 2000,
      durationSeconds: Number.POSITIVE_INFINITY,
      warmupRequests: 0,
      warmupSeconds: 0,
      drainSeconds: Number.POSITIVE_INFINITY,
    },
    workloads: [
      makeWorkload({
        arrivals: { process: 'poisson', ratePerSecond: 1 },
        promptTokens: { distribution: 'fixed', value: 5 },
        outputTokens: { distribution: 'uniform', min: 8, max: 24 },
      }),
    ],
    pools: [makePool({ engine: { stepping } })],
  });
  const run = createRun(scenario, 0, { ...recorder, request: (row) => rows.push({ ...row }) });
  return { run, rows };
}

describe('the backlog of a run in flight', () => {
  it('may be asked for at any time, and changes nothing', () => {
    const plain = overloaded('stretched');
    plain.run.advance();
    const asked = overloaded('stretched');
    let looks = 0;
    while (asked.run.advance({ maxEvents: 37 }) !== 'done') {
      looks += asked.run.backlog().waiting.length > 0 ? 1 : 0;
    }
    expect(looks).toBeGreaterThan(50);
    expect(asked.rows).toEqual(plain.rows);
    expect(asked.run.totals()).toEqual(plain.run.totals());
    expect(asked.run.backlog()).toEqual(plain.run.totals().backlog);
  });

  it('covers the second half of the arrivals so far', () => {
    const { run } = overloaded('stretched');
    run.advance({ untilOffered: 1000 });
    const { timeSeconds, waiting, running, completions } = run.backlog();
    const [first, last] = [timeSeconds[0]!, timeSeconds.at(-1)!];
    expect(last).toBeLessThanOrEqual(run.clockSeconds);
    expect(first / run.clockSeconds).toBeGreaterThan(0.4);
    expect(first / run.clockSeconds).toBeLessThan(0.6);
    const inSystem = waiting.at(-1)! + running.at(-1)! + completions.at(-1)!;
    expect(inSystem).toBeGreaterThan(980);
    expect(inSystem).toBeLessThan(1000);
  });

  it('is the same at the same arrival, however the run steps and is cut', () => {
    const looks = (['stretched', 'stepwise'] as const).map((stepping) => {
      const { run } = overloaded(stepping);
      while (run.offered < 1000) {
        expect(run.advance({ untilOffered: 1000, maxEvents: 10 })).toBe('more');
      }
      expect(run.offered).toBe(1000);
      // and there it stays
      expect(run.advance({ untilOffered: 1000 })).toBe('more');
      expect(run.offered).toBe(1000);
      return { backlog: run.backlog(), clockSeconds: run.clockSeconds, ended: run.ended };
    });
    expect(looks[1]).toEqual(looks[0]);
    expect(looks[0]!.backlog.waiting.at(-1)).toBeGreaterThan(100);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators, models } from '../../src/catalog/index.ts';
import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { anyDraft, compileDraft, type Draft, seed } from './random-scenario.ts';
import {
  byRequest,
  type RecordedRun,
  record,
  replayed,
  tracesOf,
  withEngines,
} from './recorded-run.ts';

const settings = { numRuns: 40, seed };

/** Everything that tables are made from: equal means equal bytes. */
const tables = ({ rows, timeseries, replicas }: RecordedRun) => ({ rows, timeseries, replicas });

/** `draft` with its engines changed. */
function withEngineKeys(draft: Draft, keys: Readonly<Record<string, unknown>>): Draft {
  const pools = draft.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, ...keys } }));
  return { ...draft, pools };
}

function withWorkloadKeys(draft: Draft, keys: Readonly<Record<string, unknown>>): Draft {
  return { ...draft, workloads: draft.workloads.map((workload) => ({ ...workload, ...keys })) };
}

describe('equal runs', () => {
  it('come from equal seeds, and different ones from different seeds or replications', () => {
    let different = 0;
    fc.assert(
      fc.property(anyDraft(), (draft) => {
        const scenario = compileDraft(draft);
        const run = record(scenario);
        expect(tables(record(scenario))).toEqual(tables(run));
        const others = [
          record(compileDraft({ ...draft, seed: draft.seed + 1 })),
          record(scenario, [], 1),
        ];
        for (const other of others) {
          if (JSON.stringify(tables(other)) !== JSON.stringify(tables(run))) different++;
        }
      }),
      settings,
    );
    // a run of one request of fixed length is the same for every seed; few are so plain
    expect(different).toBeGreaterThan(2 * settings.numRuns * 0.9);
  });

  it('come from a file in any order', () => {
    fc.assert(
      fc.property(anyDraft(), (draft) => {
        const turned = {
          ...Object.fromEntries(Object.entries(draft).reverse()),
          workloads: [...draft.workloads].reverse(),
          pools: draft.pools.slice(1).concat(draft.pools.slice(0, 1)),
        } as unknown as Draft;
        expect(tables(record(compileDraft(turned)))).toEqual(tables(record(compileDraft(draft))));
      }),
      settings,
    );
  });

  it('come from a run and its replay as a trace', () => {
    fc.assert(
      fc.property(anyDraft(), (draft) => {
        const scenario = compileDraft(draft);
        const run = record(scenario);
        const replay = record(replayed(scenario), tracesOf(scenario, run));
        expect(replay.rows).toEqual(run.rows);
      }),
      settings,
    );
  });

  it('come from stretches and from single steps, for any model on any chip', () => {
    // all that fit on one chip or more, by what the parser says
    const anyFleet = fc.record({
      model: fc.constantFrom(...Object.keys(models)),
      accelerator: fc.constantFrom(...Object.keys(accelerators)),
      tensor: fc.constantFrom(1, 2, 4, 8),
    });
    let tried = 0;
    let ran = 0;
    fc.assert(
      fc.property(anyFleet, anyDraft({ patient: true }), (fleet, draft) => {
        tried++;
        const text = JSON.stringify({
          ...draft,
          horizon: { requests: 60 },
          workloads: draft.workloads.map((workload) => ({ ...workload, model: fleet.model })),
          pools: draft.pools.slice(0, 1).map((pool) => ({
            ...pool,
            accelerator: fleet.accelerator,
            serves: [fleet.model],
            parallelism: { tensor: fleet.tensor },
            engine: { ...pool.engine, stepTime: undefined },
          })),
        });
        const result = parseScenario(text, { file: 'fleet.json' });
        if (!result.ok) return;
        ran++;
        const scenario = compileScenario(result.scenario, { traces: {} });
        expect(scenario.pools[0]?.step.kind).toBe('roofline');
        const stretched = record(withEngines(scenario, { stepping: 'stretched' }));
        const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
        expect(tables(stepwise)).toEqual(tables(stretched));
      }),
      settings,
    );
    expect(ran / tried).toBeGreaterThan(0.2);
  });
});

/** Whether a gap is neither the rounding of nothing nor clearly something. */
const isNearTie = (gapSeconds: number) => gapSeconds > 1e-12 && gapSeconds < 1e-7;

/** Twice the rates and speeds. Powers of two are exact, so that nothing but the tie rule's nanosecond can differ. */
function twiceAsFast(scenario: CompiledScenario): CompiledScenario {
  const { horizon, routing, admission, outputs } = scenario;
  const half = (seconds: number) => seconds / 2;
  return {
    ...scenario,
    horizon: {
      ...horizon,
      durationSeconds: half(horizon.durationSeconds),
      warmupSeconds: half(horizon.warmupSeconds),
      drainSeconds: half(horizon.drainSeconds),
    },
    routing: { ...routing, signalIntervalSeconds: half(routing.signalIntervalSeconds) },
    admission:
      admission.policy === 'token-bucket'
        ? { ...admission, ratePerSecond: admission.ratePerSecond * 2 }
        : admission,
    outputs: {
      ...outputs,
      timeseriesSeconds:
        outputs.timeseriesSeconds === null ? null : half(outputs.timeseriesSeconds),
    },
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      timeout: {
        totalSeconds: half(workload.timeout.totalSeconds),
        firstTokenSeconds: half(workload.timeout.firstTokenSeconds),
      },
      arrivals: fasterArrivals(workload.arrivals),
    })),
    pools: scenario.pools.map((pool) => {
      if (pool.step.kind !== 'affine') throw new Error('only affine steps can be scaled');
      const { time } = pool.step;
      return {
        ...pool,
        step: {
          ...pool.step,
          time: {
            baseSeconds: half(time.baseSeconds),
            perPrefillTokenSeconds: half(time.perPrefillTokenSeconds),
            perDecodeSequenceSeconds: half(time.perDecodeSequenceSeconds),
            perContextTokenSeconds: half(time.perContextTokenSeconds),
          },
        },
      };
    }),
  };
}

function fasterArrivals(
  arrivals: CompiledScenario['workloads'][number]['arrivals'],
): CompiledScenario['workloads'][number]['arrivals'] {
  if (arrivals.process === 'trace') throw new Error('no traces here');
  if ('ratePerSecond' in arrivals) {
    return { ...arrivals, ratePerSecond: arrivals.ratePerSecond * 2 };
  }
  if (arrivals.process !== 'closed-loop') throw new Error(`no ${arrivals.process} here`);
  return {
    ...arrivals,
    thinkSeconds: arrivals.thinkSeconds / 2,
    rampUpSeconds: arrivals.rampUpSeconds / 2,
    retryAfterSeconds: arrivals.retryAfterSeconds / 2,
  };
}

describe('a run', () => {
  it('takes half the time, and half the joules, where everything is twice as fast', () => {
    fc.assert(
      fc.property(anyDraft({ affine: true }), (draft) => {
        const scenario = compileDraft(draft);
        const run = record(scenario);
        // bursts may bring arrivals about a nanosecond apart, which is simultaneous at one speed and not at the other
        const arrivals = byRequest(run).map((row) => row.arrivalSeconds);
        fc.pre(arrivals.every((at, i) => i === 0 || !isNearTie(at - arrivals[i - 1]!)));
        const slow = run.rows;
        const fast = record(twiceAsFast(scenario)).rows;
        expect(fast.length).toBe(slow.length);
        for (const [i, row] of slow.entries()) {
          const other = fast[i]!;
          const { request, outcome, replica, outputTokens, preemptions } = row;
          expect(other).toMatchObject({ request, outcome, replica, outputTokens, preemptions });
          const scaled = [
            'arrivalSeconds',
            'firstTokenSeconds',
            'completionSeconds',
            'worstGapSeconds',
            'queueSeconds',
            'prefillSeconds',
            'decodeSeconds',
            'preemptedSeconds',
            'acceleratorJoules',
          ] as const;
          for (const key of scaled) {
            if (Number.isNaN(row[key])) expect(other[key]).toBeNaN();
            else
              expect(Math.abs(2 * other[key] - row[key]), key).toBeLessThan(1e-9 * (1 + row[key]));
          }
        }
      }),
      settings,
    );
  });

  it('asks the same of every fleet: arrivals and lengths know nothing of who serves', () => {
    const asked = (run: RecordedRun) =>
      byRequest(run).map((row) => [
        row.workload,
        row.tenant,
        row.arrivalSeconds,
        row.promptTokens,
        row.intendedOutputTokens,
      ]);
    fc.assert(
      fc.property(anyDraft({ open: true }), anyDraft(), (draft, other) => {
        const one = compileDraft(draft);
        const run = record(one);
        const { pools, routing, admission } = compileDraft({
          ...other,
          workloads: draft.workloads,
        });
        const { groups } = compileDraft({ ...draft, pools: other.pools });
        expect(asked(record({ ...one, pools, groups, routing, admission }))).toEqual(asked(run));
      }),
      settings,
    );
  });

  it('decides nothing by the true length of an answer before it has ended', () => {
    let longer = 0;
    fc.assert(
      fc.property(
        anyDraft({ open: true, patient: true }),
        fc.nat(),
        fc.constantFrom('fcfs', 'priority'),
        (draft, pick, scheduler) => {
          const scenario = compileDraft(withEngineKeys(draft, { scheduler }));
          const run = record(scenario);
          const ended = run.rows.filter((row) => row.outcome === 'completed');
          const short = ended[pick % Math.max(1, ended.length)];
          if (short === undefined || short.maxTokens === short.intendedOutputTokens) return;
          longer++;
          // the same request, with a longer answer: until the short one ended, nobody can have told them apart
          const traces = tracesOf(scenario, run);
          const order = byRequest(run).filter((row) => row.workload === short.workload);
          const at = order.findIndex((row) => row.request === short.request);
          traces[short.workload]!.outputTokens[at] = short.intendedOutputTokens + 1;
          const other = byRequest(record(replayed(scenario), traces));
          const until = short.completionSeconds - 1e-8;
          for (const row of byRequest(run)) {
            const twin = other[row.request]!;
            if (row.arrivalSeconds < until && row.request !== short.request) {
              expect(twin.outcome === 'rejected').toBe(row.outcome === 'rejected');
            }
            const scheduled = row.arrivalSeconds + row.hostSeconds + row.queueSeconds;
            if (scheduled < until && row.request !== short.request) {
              expect(twin.replica).toBe(row.replica);
              expect(twin.queueSeconds).toBe(row.queueSeconds);
            }
            if (row.completionSeconds < until) expect(twin).toEqual(row);
          }
        },
      ),
      settings,
    );
    expect(longer).toBeGreaterThan(settings.numRuns / 3);
  });
});

describe('a feature that is switched off', () => {
  const same = (change: (draft: Draft) => readonly [Draft, Draft]) =>
    fc.assert(
      fc.property(anyDraft(), (draft) => {
        const [off, on] = change(draft);
        expect(tables(record(compileDraft(on)))).toEqual(tables(record(compileDraft(off))));
      }),
      settings,
    );

  it('leaves no trace when its inert value is written out', () => {
    same((draft) => [
      draft,
      withEngineKeys(
        withWorkloadKeys(
          {
            ...draft,
            fabric: 'none',
            facility: 'none',
            sites: 'none',
            failures: [],
            prices: [],
            ideal: [],
          },
          { kind: 'generate', task: 'none', strategy: { kind: 'single' } },
        ),
        { batching: 'continuous', preemption: 'recompute', prefixCache: false, kvCache: true },
      ),
    ]);
  });

  it('is a priority scheduler whose requests are all alike', () => {
    same((draft) => {
      const plain = withWorkloadKeys(draft, { priority: 1 });
      return [
        withEngineKeys(plain, { scheduler: 'fcfs' }),
        withEngineKeys(plain, { scheduler: 'priority' }),
      ];
    });
  });

  it('is shortest-job-first when all answers have one length', () => {
    same((draft) => {
      const plain = withWorkloadKeys(draft, {
        outputTokens: { distribution: 'fixed', value: 20 },
        maxTokens: 50,
      });
      const lengthPredictor = { cv: 0 };
      return [
        withEngineKeys(plain, { scheduler: 'fcfs' }),
        withEngineKeys(plain, { scheduler: 'sjf', lengthPredictor }),
      ];
    });
  });

  it('is an admission policy that never says no', () => {
    same((draft) => [
      { ...draft, admission: { policy: 'always' } },
      { ...draft, admission: { policy: 'queue-cap', maxQueued: 1e6 } },
    ]);
    same((draft) => [
      { ...draft, admission: { policy: 'always' } },
      { ...draft, admission: { policy: 'token-bucket', rate: 1e6, burst: 1e6 } },
    ]);
  });

  it('is a timeout that nobody reaches', () => {
    same((draft) => [
      withWorkloadKeys(draft, { timeout: 'none' }),
      withWorkloadKeys(draft, { timeout: { total: '9h', firstToken: '9h' } }),
    ]);
  });

  it('is a look at the run: the time series changes no row', () => {
    fc.assert(
      fc.property(anyDraft(), (draft) => {
        const seen = record(compileDraft(draft));
        const unseen = record(compileDraft({ ...draft, outputs: { timeseries: 'none' } }));
        expect(unseen.rows).toEqual(seen.rows);
        expect(unseen.replicas).toEqual(seen.replicas);
      }),
      settings,
    );
  });
});

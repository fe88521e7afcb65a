import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { accepted, refused, scenarioOf } from '../../scenario/parse-text.ts';

const steps = 'steps: [{ share: 20%, hold: 20s }, { share: 50%, hold: 20s }]';
const checks =
  'checks: { interval: 5s, scrapeDelay: 0s, window: 20s, minRequests: 5, failureLimit: 1 }';
const rollout = (monitor: string, more = '') =>
  `{ workload: maths, strategy: { kind: majority-vote, samples: 5 }, at: 10s, ${steps}, ${checks}, monitors: [${monitor}]${more} }`;
const everything = '{ kind: queue, maxPerReplica: 1000 }';
const graded = (max: string) => `{ kind: escaped-errors, audited: 100%, delay: 5s, max: ${max} }`;

/** One call answers, right at 60 % of the problems, and always at the same ones. */
const textWith = (roll: string, more = '') => `
name: maths
horizon: { duration: 150s, warmup: 0s }
workloads:
  - name: maths
    model: llama-3.2-3b
    arrivals: { process: poisson, rate: 4/s }
    promptTokens: { distribution: fixed, value: 50 }
    outputTokens: { distribution: fixed, value: 4 }
    task: { abilities: [{ model: llama-3.2-3b, passAt1: 0.6, concentration: 4 }] }
pools:
  - { name: a, accelerator: h100-sxm, replicas: 2, serves: [llama-3.2-3b], engine: { prefixCache: true, kvBlocks: 1000, stepTime: { kind: affine, base: 5ms } } }
rollout: ${roll}
outputs: { timeseries: none }
${more}`;
const scenarioWith = (roll: string, more = '') =>
  compileScenario(scenarioOf(textWith(roll, more)), { traces: {} });

const messages = (text: string) =>
  refused(text)
    .map(({ message }) => message)
    .join('\n');

describe('a roll-out of a strategy', () => {
  it('answers a share of the requests by the candidate, and all of them from its promotion on', () => {
    const run = record(scenarioWith(rollout(everything)));
    expect(run.totals.rollout).toMatchObject({ outcome: 'promoted', decidedSeconds: 50 });
    const share = (from: number, to: number) => {
      const rows = run.rows.filter((row) => row.arrivalSeconds >= from && row.arrivalSeconds < to);
      for (const { calls, stages } of rows) {
        expect([1, 5]).toContain(calls);
        expect(stages!.map((stage) => stage.calls)).toEqual(calls === 5 ? [0, 5] : [1, 0]);
      }
      return rows.filter(({ calls }) => calls === 5).length / rows.length;
    };
    expect(share(0, 10)).toBe(0);
    expect(share(10, 30)).toBeGreaterThan(0.08);
    expect(share(10, 30)).toBeLessThan(0.35);
    expect(share(30, 50)).toBeGreaterThan(0.35);
    expect(share(30, 50)).toBeLessThan(0.65);
    expect(share(50, 150)).toBe(1);
  });

  const alone = (run: ReturnType<typeof record>) => run.rows.map(({ stages: _, ...row }) => row);
  const vote = '{ kind: majority-vote, samples: 5 }';

  it('leaves the answers of the stable version, one call, as they are without it: they stream', () => {
    const late = textWith(rollout(everything).replace('at: 10s', 'at: 140s'));
    const early = (rows: ReturnType<typeof alone>) =>
      rows.filter(({ completionSeconds }) => completionSeconds < 140);
    const run = record(compileScenario(scenarioOf(late), { traces: {} }));
    const rows = early(alone(run));
    expect(rows.length).toBeGreaterThan(400);
    expect(rows).toEqual(early(alone(record(scenarioWith('none')))));
    expect(rows.every(({ ttftSeconds, e2eSeconds }) => ttftSeconds < e2eSeconds)).toBe(true);
    for (const { stages, acceleratorJoules } of run.rows.slice(0, 5))
      expect(stages![0]).toMatchObject({ calls: 1, joules: acceleratorJoules, isDelivered: true });
  });

  it('leaves a promoted candidate that is one call as it is where nothing else ever answered', () => {
    const back = `{ workload: maths, strategy: { kind: single }, at: 0s, steps: [{ share: 50%, hold: 10s }], ${checks}, monitors: [${everything}] }`;
    const text = textWith(back).replace('    task:', `    strategy: ${vote}\n    task:`);
    const later = ({ rows }: ReturnType<typeof record>) =>
      rows.filter(({ arrivalSeconds }) => arrivalSeconds > 15);
    const run = record(compileScenario(scenarioOf(text), { traces: {} }));
    expect(run.totals.rollout).toMatchObject({ outcome: 'promoted', decidedSeconds: 10 });
    const rows = later(run);
    const single = later(record(scenarioWith('none')));
    expect(rows.map(({ fate }) => fate)).toEqual(single.map(({ fate }) => fate));
    expect(
      rows.every(({ calls, ttftSeconds: ttft, e2eSeconds }) => calls === 1 && ttft < e2eSeconds),
    ).toBe(true);
    expect(rows.every(({ stages }) => stages![1]!.calls === 1)).toBe(true);
  });

  it('has a deadline of each version: that of the stable one is the candidate’s where it states none', () => {
    const outcomes = (stable: string, candidate: string) => {
      const now = `at: 0s, steps: [{ share: 50%, hold: 1000s }], ${checks}, monitors: [${everything}]`;
      const roll = `{ workload: maths, strategy: { kind: majority-vote, samples: 5${candidate} }, ${now} }`;
      const text = textWith(roll)
        .replace('duration: 150s', 'requests: 40')
        .replace(
          '    task:',
          `    strategy: { kind: majority-vote, samples: 3${stable} }\n    task:`,
        );
      const { rows } = record(compileScenario(scenarioOf(text), { traces: {} }));
      const of = (calls: number) => rows.filter((row) => row.calls === calls);
      return [3, 5].map((calls) => [...new Set(of(calls).map(({ outcome }) => outcome))].join());
    };
    // an answer takes 20 ms at least
    const soon = ', deadline: 12ms';
    expect(outcomes('', soon)).toEqual(['completed', 'expired']);
    expect(outcomes(soon, '')).toEqual(['expired', 'expired']);
    expect(outcomes(soon, ', deadline: none')).toEqual(['expired', 'completed']);
  });

  it('sees all that the candidate took, calls included that left after their request', () => {
    const run = record(scenarioWith(rollout(everything)));
    const { candidate, stable } = run.totals.rollout!;
    const during = run.rows.filter(
      ({ arrivalSeconds }) => arrivalSeconds >= 10 && arrivalSeconds < 50,
    );
    for (const [calls, version] of [
      [5, candidate],
      [1, stable],
    ] as const) {
      const own = during.filter((row) => row.calls === calls);
      expect(version.requests).toBe(own.length);
      expect(version.wrong).toBe(own.filter(({ fate }) => fate === 'wrong-delivered').length);
      const joules = own.reduce((sum, row) => sum + row.acceleratorJoules, 0);
      expect(version.joules / joules).toBeCloseTo(1, 9);
    }
  });

  it('goes back where too many of the graded answers are wrong, and counts no answer before its grade', () => {
    const run = record(scenarioWith(rollout(graded('5%'))));
    const { rollout: totals } = run.totals;
    expect(totals).toMatchObject({ outcome: 'rolled-back', failedBy: 'escaped-errors' });
    const fails = (seconds: number) => {
      const own = run.rows.filter(
        ({ calls, completionSeconds: end }) =>
          calls === 5 && end > seconds - 25 && end <= seconds - 5,
      );
      const wrong = own.filter(({ fate }) => fate === 'wrong-delivered').length;
      return own.length >= 5 && wrong > 0.05 * own.length;
    };
    const first = totals!.firstFailureSeconds!;
    expect(fails(first)).toBe(true);
    for (let check = 15; check < first; check += 5) expect(fails(check)).toBe(false);
    const late = run.rows.filter((row) => row.arrivalSeconds >= totals!.decidedSeconds!);
    expect(late.every(({ calls }) => calls === 1)).toBe(true);
  });

  it('goes on where no more of them are wrong than are borne', () => {
    const run = record(scenarioWith(rollout(graded('70%'))));
    expect(run.totals.rollout).toMatchObject({ outcome: 'promoted', failedChecks: 0 });
  });

  it('counts nobody whom the end of the run cuts off', () => {
    const text = textWith(rollout(everything)).replace(
      'duration: 150s',
      'duration: 40s, drain: 0s',
    );
    for (const base of ['50ms', '200ms']) {
      const scenario = scenarioOf(text.replace('base: 5ms', `base: ${base}`));
      const run = record(compileScenario(scenario, { traces: {} }));
      const ended = (calls: number) =>
        run.rows.filter(
          (row) =>
            row.arrivalSeconds >= 10 &&
            row.outcome !== 'in-flight' &&
            row.stages?.[calls]?.calls !== 0,
        ).length;
      expect(run.rows.some(({ outcome }) => outcome === 'in-flight')).toBe(true);
      const { stable, candidate } = run.totals.rollout!;
      expect([stable.requests, candidate.requests]).toEqual([ended(0), ended(1)]);
    }
  });

  it('goes back where the candidate costs more than is borne', () => {
    const facility = 'facility: {}\n';
    const judged = (most: number) =>
      record(scenarioWith(rollout(`{ kind: cost, maxRatio: ${most} }`), facility)).totals.rollout!;
    expect(judged(1.5)).toMatchObject({ outcome: 'rolled-back', failedBy: 'cost' });
    const { outcome, stable, candidate } = judged(8);
    expect(outcome).toBe('promoted');
    const perRequest = (of: typeof stable) => of.usd / of.requests;
    expect(perRequest(candidate) / perRequest(stable)).toBeGreaterThan(1.5);
    expect(perRequest(candidate) / perRequest(stable)).toBeLessThan(5);
  });

  it('is the same step by step', () => {
    const scenario = scenarioWith(rollout(graded('40%')));
    const stepped = record(withEngines(scenario, { stepping: 'stepwise' }));
    const run = record(scenario);
    expect(stepped.rows).toEqual(run.rows);
    expect(stepped.totals.rollout).toEqual(run.totals.rollout);
  });
});

describe('a roll-out of a strategy in a file', () => {
  it.each([
    ['{ workload: maths, strategy: { kind: majority-vote }, from: a }', 'not both at once'],
    ['{ workload: maths }', 'is missing'],
    ['{ from: a }', 'is missing'],
    ['{ workload: chat, strategy: { kind: majority-vote } }', 'there is no workload chat'],
    [
      '{ workload: maths, strategy: { kind: single, model: llama-3.1-8b, deadline: 1s } }',
      'deadline of one call',
    ],
    ['{ workload: maths, strategy: { kind: single } }', 'one call of llama-3.2-3b answers already'],
    [rollout('{ kind: latency, of: tpot, maxRatio: 2 }'), 'there is no time between its tokens'],
    [rollout('{ kind: cost, maxRatio: 2 }'), 'it is neither rented nor in a facility'],
    [
      '{ workload: maths, strategy: { kind: best-of-n, verifier: { model: llama-3.1-8b } } }',
      'llama-3.1-8b',
    ],
  ])('refuses %s', (roll, message) => {
    expect(messages(textWith(roll))).toContain(message);
  });
});

describe('the monitors of a roll-out of strategies', () => {
  const loadOf = (roll: string) => {
    const { scenario, warnings } = accepted(textWith(roll));
    return { monitors: scenario.rollout!.monitors, told: warnings.map(({ message }) => message) };
  };

  it('judge the last token where nothing is said, for the answers of strategies come as a whole', () => {
    const { monitors } = loadOf('{ workload: maths, strategy: { kind: majority-vote } }');
    expect(monitors.find(({ kind }) => kind === 'latency')).toMatchObject({ of: 'e2e' });
  });

  it('are warned of where they compare the first token of a stream with a whole answer', () => {
    const judged = (of: string) =>
      loadOf(rollout(`{ kind: latency, of: ${of}, maxRatio: 2 }`)).told;
    expect(judged('ttft').join()).toContain(
      'the first token of the stable version, one call, with',
    );
    expect(judged('e2e').join()).not.toContain('first token');
  });
});

describe('a candidate of another model', () => {
  const pools = (stable: string, candidate: string) => `
name: successor
horizon: { requests: 3000, warmup: 0s }
workloads:
  - name: maths
    model: ${stable}
    arrivals: { process: poisson, rate: 20/s }
    promptTokens: { distribution: fixed, value: 50 }
    outputTokens: { distribution: fixed, value: 2 }
    task: { abilities: [{ model: ${stable}, passAt1: 0.9, concentration: 4 }, { model: ${candidate}, passAt1: 0.3, concentration: 4 }] }
pools:
  - { name: a, accelerator: h100-sxm, replicas: 1, serves: [${stable}], engine: { kvBlocks: 1000, stepTime: { kind: affine, base: 1ms } } }
  - { name: b, accelerator: h100-sxm, replicas: 1, serves: [${candidate}], engine: { kvBlocks: 1000, stepTime: { kind: affine, base: 1ms } } }
rollout: { from: a, to: b, steps: [{ share: 50%, hold: 1000s }], monitors: [${everything}] }
outputs: { timeseries: none }
`;

  it('answers as well as it can itself', () => {
    const text = pools('llama-3.1-8b', 'llama-3.2-3b');
    const run = record(compileScenario(scenarioOf(text), { traces: {} }));
    const right = (replica: number) => {
      const own = run.rows.filter((row) => row.replica === replica);
      return own.filter(({ fate }) => fate === 'right').length / own.length;
    };
    expect(right(0)).toBeGreaterThan(0.87);
    expect(right(0)).toBeLessThan(0.93);
    expect(right(1)).toBeGreaterThan(0.26);
    expect(right(1)).toBeLessThan(0.34);
  });

  it('must be known at the task', () => {
    const text = pools('llama-3.1-8b', 'llama-3.2-3b').replace(
      /, \{ model: llama-3.2-3b[^}]*\}/,
      '',
    );
    expect(messages(text)).toContain('nobody says how well llama-3.2-3b');
  });
});

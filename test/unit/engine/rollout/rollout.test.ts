import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { errorsWith, scenarioOf } from '../../scenario/parse-text.ts';

/** One sequence at a time in each of two pools; the candidate takes `candidate` seconds a request, the other one 0.1 s. */
function scenarioWith(rollout: string, candidate: number, workload = '') {
  const text = `
name: roll-out
horizon: { duration: 100s, warmup: 0s }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 4/s }
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: 1 }
    slo: { e2e: 1s, attainment: 0.9 }
    ${workload}
pools:
  - { name: a, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b], engine: { maxSequences: 1, kvBlocks: 100, stepTime: { kind: affine, base: 100ms } } }
  - { name: b, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b], engine: { maxSequences: 1, kvBlocks: 100, stepTime: { kind: affine, base: ${candidate}s } } }
${rollout}
outputs: { timeseries: none }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

const rollout = (more: string) =>
  `rollout: { from: a, to: b, at: 10s, steps: [{ share: 20%, hold: 20s }, { share: 50%, hold: 20s }], checks: { interval: 5s, scrapeDelay: 4s, window: 20s, minRequests: 5, failureLimit: 1 }, ${more} }`;
const latency = 'monitors: [{ kind: latency, of: e2e, percentile: 50%, maxRatio: 2 }]';

const ofCandidate = (run: ReturnType<typeof record>) => run.rows.filter((row) => row.replica >= 2);

describe('a canary', () => {
  it('is promoted where it is as good, and has all requests from then on', () => {
    const run = record(scenarioWith(rollout(latency), 0.1));
    expect(run.totals.rollout).toMatchObject({
      outcome: 'promoted',
      decidedSeconds: 50,
      steps: 2,
      failedChecks: 0,
    });
    const share = (from: number, to: number) => {
      const rows = run.rows.filter((row) => row.arrivalSeconds >= from && row.arrivalSeconds < to);
      return rows.filter((row) => row.replica >= 2).length / rows.length;
    };
    expect(share(0, 10)).toBe(0);
    expect(share(10, 30)).toBeGreaterThan(0.1);
    expect(share(10, 30)).toBeLessThan(0.3);
    expect(share(30, 50)).toBeGreaterThan(0.35);
    expect(share(30, 50)).toBeLessThan(0.65);
    expect(share(50, 100)).toBe(1);
  });

  it('is rolled back by the second failed check, as soon as enough of its requests were seen', () => {
    const run = record(scenarioWith(rollout(latency), 0.5));
    const { rollout: totals } = run.totals;
    expect(totals).toMatchObject({ outcome: 'rolled-back', failedBy: 'latency', failedChecks: 2 });
    const own = ofCandidate(run);
    const seen = own.filter((row) => row.completionSeconds <= totals!.firstFailureSeconds! - 4);
    const before = own.filter((row) => row.completionSeconds <= totals!.firstFailureSeconds! - 9);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(before.length).toBeLessThan(5);
    expect(totals!.decidedSeconds).toBe(totals!.firstFailureSeconds! + 5);
    expect(Math.max(...own.map((row) => row.arrivalSeconds))).toBeLessThan(totals!.decidedSeconds!);
    // what it had it finished
    expect(own.every(({ outcome }) => outcome === 'completed')).toBe(true);
  });

  it('is not promoted by a monitor that passes while another saw too little', () => {
    const few = rollout('monitors: [{ kind: errors, max: 1% }, { kind: queue, maxPerReplica: 9 }]');
    const { rollout: totals } = record(scenarioWith(few.replace('20%', '1%'), 0.1)).totals;
    expect(totals).toMatchObject({ outcome: 'running', steps: 1, failedChecks: 0 });
    expect(totals!.unsureChecks).toBe(totals!.checks);
    expect(totals!.candidate.requests).toBeGreaterThan(0);
  });

  it('keeps all requests of a session with one version at one share', () => {
    const sessions =
      'arrivals: { process: sessions, rate: 2/s, turns: { distribution: fixed, value: 6 }, thinkTime: 100ms }';
    const held =
      'rollout: { from: a, to: b, steps: [{ share: 40%, hold: 90s }], monitors: [{ kind: queue, maxPerReplica: 1000 }] }';
    const text = scenarioWith(held, 0.1, '');
    const workload = scenarioOf(
      `name: x\nworkloads: [{ name: chat, model: llama-3.1-8b, ${sessions} }]\npools: [{ name: a, accelerator: h100-sxm }]\n`,
    ).workloads[0]!;
    const { arrivals } = workload;
    if (arrivals.process !== 'sessions') throw new Error('no sessions');
    const run = record({ ...text, workloads: [{ ...text.workloads[0]!, arrivals }] });
    const versions = new Map<number, Set<boolean>>();
    for (const row of run.rows) {
      const seen = versions.get(row.session!) ?? new Set();
      versions.set(row.session!, seen.add(row.replica >= 2));
    }
    const kinds = [...versions.values()];
    expect(kinds.length).toBeGreaterThan(50);
    expect(kinds.every((seen) => seen.size === 1)).toBe(true);
    expect(kinds.some((seen) => seen.has(true)) && kinds.some((seen) => seen.has(false))).toBe(
      true,
    );
  });
});

describe('a shadow', () => {
  const shadow = rollout(`kind: shadow, ${latency}`);

  it('changes nothing for users, and says of a slow candidate that it is slow', () => {
    const users = (run: ReturnType<typeof record>) => run.rows;
    const run = record(scenarioWith(shadow, 0.5));
    const stable = { ...scenarioWith(shadow, 0.5), rollout: undefined };
    const { rollout: _, ...without } = stable;
    expect(users(run)).toEqual(users(record(without)));
    expect(run.totals.rollout).toMatchObject({ outcome: 'stopped', failedBy: 'latency' });
    expect(run.totals.copies!.requests).toBeGreaterThan(5);
    expect(run.totals.copies!.joules).toBeGreaterThan(0);
  });

  it('passes where the candidate is as good, and the same step by step', () => {
    const scenario = scenarioWith(shadow, 0.1);
    const run = record(scenario);
    expect(run.totals.rollout!.outcome).toBe('passed');
    expect(ofCandidate(run)).toEqual([]);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(run.rows);
    expect(stepwise.totals.rollout).toEqual(run.totals.rollout);
  });

  it('owns its last prompt, whose step may end with the run', () => {
    const scenario = scenarioWith(shadow, 0.1);
    for (let maxRequests = 80; maxRequests < 100; maxRequests++) {
      const horizon = { ...scenario.horizon, durationSeconds: Infinity, maxRequests };
      const { wholeRun, copies } = record({ ...scenario, horizon }).totals;
      expect(copies!.joules).toBeGreaterThan(0);
      const known = wholeRun.attributedJoules + wholeRun.idleJoules;
      expect(known / wholeRun.totalJoules).toBeCloseTo(1, 12);
    }
  });
});

describe('roll-outs', () => {
  const at = 'pools=[{name: a, accelerator: h100-sxm}, {name: b, accelerator: h100-sxm}]';
  const wrong = (block: string, ...more: string[]) =>
    errorsWith(at, `rollout=${block}`, ...more).join('\n');

  it('are refused where they cannot be', () => {
    expect(wrong('{from: a, to: c}')).toContain('there is no pool c');
    expect(wrong('{from: a, to: a}')).toContain('does not replace itself');
    expect(wrong('{from: a, to: b, steps: [{share: 20%}, {share: 20%}]}')).toContain('no step on');
    expect(wrong('{from: a, to: b, at: 2h}', 'horizon={duration: 1h}')).toContain('never begins');
    expect(wrong('{from: a, to: b, monitors: [{kind: escaped-errors, max: 5%}]}')).toContain(
      'answers have no errors where nothing says when they are right',
    );
    expect(wrong('{from: a, to: b, monitors: [{kind: burn-rate, long: 5s}]}')).toContain(
      'no shorter than the long one',
    );
    const scaled = 'pools[b].autoscaling={policy: queue-length, max: 4}';
    expect(wrong('{from: a, to: b}', scaled)).toContain('of a pool that scales is not available');
    const three = errorsWith(
      'pools=[{name: a, accelerator: h100-sxm}, {name: b, accelerator: h100-sxm}, {name: c, accelerator: h100-sxm}]',
      'rollout={from: a, to: b}',
    );
    expect(three.join()).toContain('beside a third pool of the model (c)');
  });
});

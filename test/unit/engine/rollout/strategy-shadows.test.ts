import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { lawsOfEveryRun } from '../../../property/laws.ts';
import { type RecordedRun, record, withEngines } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

const [small, large] = ['llama-3.2-3b', 'llama-3.1-8b'] as const;
const vote = '{ kind: majority-vote, samples: 5 }';
const voteOfLarge = `{ kind: majority-vote, model: ${large}, samples: 5 }`;
const queue = '{ kind: queue, maxPerReplica: 1000 }';
const shadow = (strategy: string, { share = '100%', at = '0s', monitor = queue } = {}) =>
  `{ kind: shadow, workload: maths, strategy: ${strategy}, at: ${at}, steps: [{ share: ${share}, hold: 1000s }],
  checks: { interval: 5s, scrapeDelay: 0s, window: 20s, minRequests: 5, failureLimit: 1 }, monitors: [${monitor}] }`;

interface Variant {
  readonly model?: string;
  readonly strategy?: string;
  readonly served?: readonly string[];
  readonly drain?: string;
  readonly more?: string;
}

/** Each model has a pool of its own. */
function textOf(roll: string, variant: Variant = {}): string {
  const { model = small, strategy = 'single', served = [small, large], drain, more = '' } = variant;
  const pools = served.map(
    (each, i) =>
      `  - { name: ${'ab'[i]}, accelerator: h100-sxm, replicas: 2, serves: [${each}], engine: { prefixCache: true, kvBlocks: 1000, stepTime: { kind: affine, base: 5ms } } }`,
  );
  return `
name: maths
horizon: { duration: 40s, warmup: 5s${drain === undefined ? '' : `, drain: ${drain}`} }
workloads:
  - name: maths
    model: ${model}
    strategy: ${strategy}
    arrivals: { process: poisson, rate: 4/s }
    promptTokens: { distribution: fixed, value: 50 }
    outputTokens: { distribution: lognormal, mean: 20, cv: 1, max: 100 }
    slo: { ttft: 15ms }
    task:
      abilities:
        - { model: ${small}, passAt1: 0.6, concentration: 4 }
        - { model: ${large}, passAt1: 0.8, concentration: 4 }
pools:
${pools.join('\n')}
rollout: ${roll}
outputs: { timeseries: 10s }
${more}`;
}

const compiled = (...of: Parameters<typeof textOf>) =>
  compileScenario(scenarioOf(textOf(...of)), { traces: {} });
const runOf = (...of: Parameters<typeof textOf>) => record(compiled(...of));
/** What each version came to is a figure of roll-outs alone. */
const plain = ({ rows }: RecordedRun) => rows.map(({ stages: _, ...row }) => row);
const wrongOf = ({ rows }: RecordedRun) => rows.filter(({ fate }) => fate === 'wrong-delivered');
const joulesOf = ({ rows }: RecordedRun) =>
  rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);

describe('shadows of a strategy', () => {
  it.each([
    ['one call', {}],
    ['a vote', { strategy: vote }],
    ['a refusal now and then', { more: 'admission: { policy: queue-cap, maxOutstanding: 1 }' }],
  ])('change nothing for users on pools of their own, who get %s', (_, variant) => {
    const run = runOf(shadow(voteOfLarge), variant);
    expect(run.totals.rollout!.candidate.completed).toBeGreaterThan(100);
    const without = runOf('none', { ...variant, served: [small] });
    expect(plain(run)).toEqual(plain(without));
  });

  it('come to what the strategy would alone, and obey the laws of every run', () => {
    const scenario = compiled(shadow(voteOfLarge));
    const run = record(scenario);
    const alone = runOf('none', { model: large, strategy: vote, served: [large] });
    const { candidate, stable } = run.totals.rollout!;
    // the run does not wait for the last copies
    expect(alone.rows.length - candidate.completed).toBeLessThan(3);
    expect(wrongOf(alone).length - candidate.wrong).toBeLessThan(3);
    expect(wrongOf(alone).length).toBeGreaterThan(10);
    expect(stable.wrong).toBe(wrongOf(run).length);
    const { copies, wholeRun } = run.totals;
    expect(copies!.calls).toBe(5 * copies!.requests);
    expect(copies!.joules / joulesOf(alone)).toBeGreaterThan(0.98);
    expect(copies!.joules / joulesOf(alone)).toBeLessThan(1 + 1e-9);
    expect(wholeRun.attributedJoules / (copies!.joules + joulesOf(run))).toBeCloseTo(1, 9);
    for (const law of Object.values(lawsOfEveryRun)) law(run, scenario);
  });

  it('share pools with users, count what the end of the run cuts off, and are the same step by step', () => {
    const late = { strategy: vote, served: [small], drain: '0s' };
    const same = `{ kind: majority-vote, samples: 3, deadline: 100ms }`;
    const scenario = compiled(shadow(same, { share: '50%', at: '20s' }), late);
    const run = record(scenario);
    const { candidate, stable } = run.totals.rollout!;
    expect(candidate.requests / stable.requests).toBeGreaterThan(0.4);
    expect(candidate.requests / stable.requests).toBeLessThan(0.6);
    expect(run.totals.copies!.requests).toBeGreaterThanOrEqual(candidate.requests);
    for (const law of Object.values(lawsOfEveryRun)) law(run, scenario);
    const stepped = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepped.rows).toEqual(run.rows);
    expect(stepped.totals.rollout).toEqual(run.totals.rollout);
    expect(stepped.totals.copies).toEqual(run.totals.copies);
  });

  it('stream where the candidate is one call: monitors see its first token, as users would', () => {
    const run = runOf(shadow('{ kind: single }'), { strategy: vote, served: [small] });
    const { candidate, stable } = run.totals.rollout!;
    // a first token takes 5 to 15 ms, a whole answer 100 ms in the mean
    expect(candidate.missed / candidate.requests).toBeLessThan(0.2);
    expect(stable.missed / stable.requests).toBeGreaterThan(0.9);
    expect(run.totals.copies!.calls).toBe(run.totals.copies!.requests);
  });

  it('pass or stop as monitors say', () => {
    const judged = (max: string) => {
      const monitor = `{ kind: escaped-errors, audited: 100%, delay: 1s, max: ${max} }`;
      const short = shadow(vote, { monitor }).replace('hold: 1000s', 'hold: 15s');
      return runOf(short, { served: [small] }).totals.rollout!;
    };
    expect(judged('70%')).toMatchObject({ outcome: 'passed', failedChecks: 0 });
    expect(judged('5%')).toMatchObject({ outcome: 'stopped', failedBy: 'escaped-errors' });
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { refused, scenarioOf } from '../../scenario/parse-text.ts';

const STEP = 0.01;
const TOKENS = 5;

interface Case {
  readonly arrivals?: string;
  readonly old?: string;
  readonly new?: string;
  readonly maxRatio?: number;
  readonly top?: string;
  readonly hold?: string;
}

/** Two pools alike; a tenth of the requests go to the new one. */
const textOf = (given: Case) => `
name: replaced
horizon: { duration: 100s, warmup: 0s }
workloads:
  - name: chat
    model: llama-3.2-3b
    arrivals: ${given.arrivals ?? '{ process: deterministic, rate: 8/s }'}
    promptTokens: { distribution: fixed, value: 50 }
    outputTokens: { distribution: fixed, value: ${TOKENS} }
pools:
${[`old${given.old ?? ''}`, `new${given.new ?? ''}`]
  .map(
    (pool) =>
      `  - { name: ${pool}, accelerator: h100-sxm, replicas: 2, serves: [llama-3.2-3b], engine: { kvBlocks: 1000, stepTime: { kind: affine, base: ${1000 * STEP}ms } } }`,
  )
  .join('\n')}
rollout:
  from: old
  to: new
  at: 0s
  steps: [{ share: 10%, hold: ${given.hold ?? '80s'} }]
  checks: { interval: 5s, scrapeDelay: 0s, window: 20s, minRequests: 5, failureLimit: 0 }
  monitors: [{ kind: cost, maxRatio: ${given.maxRatio ?? 1.05} }]
outputs: { timeseries: none }
${given.top ?? ''}`;
const compiled = (given: Case) => compileScenario(scenarioOf(textOf(given)), { traces: {} });
const facility = 'facility: {}';
const hour = (usd: number) => `, billing: { price: ${usd} USD/h }`;

describe('what a request of a version used', () => {
  it.each([
    ['owned', { top: facility }],
    ['rented', { old: hour(3), new: hour(3) }],
  ])('is as much where two pools are alike (%s), whatever share each has', (_, given) => {
    const { stable, candidate, outcome, checks } = record(compiled(given)).totals.rollout!;
    expect(stable.requests).toBeGreaterThan(6 * candidate.requests);
    // one at a time everywhere
    const ratio = candidate.usd / candidate.completed / (stable.usd / stable.completed);
    expect(ratio).toBeCloseTo(1, 9);
    expect(outcome).toBe('promoted');
    expect(checks).toBeGreaterThan(10);
  });

  it('is the time of its steps at what its accelerator costs in an hour', () => {
    const { stable, candidate } = record(compiled({ old: hour(3.6), new: hour(1.8) })).totals
      .rollout!;
    expect(stable.usd / stable.completed).toBeCloseTo((TOKENS * STEP * 3.6) / 3600, 12);
    expect(candidate.usd / candidate.completed).toBeCloseTo((TOKENS * STEP * 1.8) / 3600, 12);
  });

  it('sums to the rent where only busy time is billed', () => {
    const busy = ', billing: { price: 3 USD/h, billed: busy }';
    const arrivals = '{ process: poisson, rate: 60/s }';
    const { totals } = record(
      compiled({ old: busy, new: busy, arrivals, hold: '200s', maxRatio: 9 }),
    );
    const { stable, candidate } = totals.rollout!;
    const rent = totals.rental!.reduce((sum, { totalUsd }) => sum + totalUsd, 0);
    expect((stable.usd + candidate.usd) / rent).toBeCloseTo(1, 9);
  });

  it('sends a candidate back that is rented for more, and keeps one that is not', () => {
    const outcome = (usd: number) =>
      record(compiled({ old: hour(2), new: hour(usd), maxRatio: 1.5 })).totals.rollout!.outcome;
    expect(outcome(3.1)).toBe('rolled-back');
    expect(outcome(2.9)).toBe('promoted');
  });

  it('is the same step by step, at prices by the hour', () => {
    const scenario = compiled({
      arrivals: '{ process: poisson, rate: 60/s }',
      // the run begins at midnight
      top: `facility: { electricity: { price: [0.05${', 0.1'.repeat(23)}] } }`,
    });
    const stepped = record(withEngines(scenario, { stepping: 'stepwise' })).totals.rollout!;
    expect(stepped).toEqual(record(scenario).totals.rollout!);
    expect(stepped.stable.usd).toBeGreaterThan(0);
  });

  it('is refused as a measure where nobody says what a pool costs', () => {
    const errors = refused(textOf({})).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([
      'nobody says what old costs: it is neither rented nor in a facility',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { betaAbility, passAtK } from '../../src/quality/ability.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { createBestOfN } from '../../src/quality/best-of-n.ts';
import { createCheckedAnswer } from '../../src/quality/checked-answer.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { createBeam } from '../../src/quality/step-search.ts';
import { verifierOfAuc } from '../../src/quality/verifier.ts';
import { createWeightedVote } from '../../src/quality/weighted-vote.ts';
import { callsSumUp } from '../property/call-laws.ts';
import { byRequest, type RecordedRun, record, withEngines } from '../property/recorded-run.ts';
import {
  concentration,
  LARGE,
  passAt1,
  SMALL,
  type ThinkingCase,
  thinkingScenario,
  twoModels,
} from './thinking-scenario.ts';

const ability = betaAbility(passAt1, concentration);
const population = populationOf(ability);
const shares = wrongShares(0.2);

const run = (of: ThinkingCase): RecordedRun => record(thinkingScenario(of));
const rightShare = ({ rows }: RecordedRun) =>
  rows.filter(({ fate }) => fate === 'right').length / rows.length;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const vote = (samples: number, more = {}) => ({ kind: 'majority-vote', samples, ...more });
const agent = (more = {}) => ({
  ...{ kind: 'agent', turns: { distribution: 'uniform', min: 1, max: 5 }, tool: 'shell' },
  toolTokens: { distribution: 'geometric', mean: 40, max: 200 },
  ...{ toolSuccess: 0.9, stepSuccess: 0.9, repair: 0.6, maxCalls: 9, ...more },
});
const retrieve = (more = {}) => ({
  ...{ kind: 'retrieve', tool: 'shell', documents: 3 },
  ...{ documentTokens: { distribution: 'geometric', mean: 30, max: 90 }, ...more },
});
const tools = (concurrency: number) => ({
  tools: [{ name: 'shell', time: { distribution: 'exponential', mean: '300ms' }, concurrency }],
});
const scored = (kind: string, samples: number, auc: number, more = {}) => ({
  ...{ kind, samples },
  verifier: { auc, model: 'none', ...more },
});

describe('what strategies deliver on a cluster', () => {
  const requests = 2500;
  /** Four standard errors of a share of a half. */
  const noise = 2 / Math.sqrt(requests);
  const fast = { requests, ratePerSecond: 40, replicas: 2 };

  it.each([
    ['one sample', undefined, passAt1],
    ['a vote of 7', vote(7), expectedOver(population, createMajorityVote(7, shares))],
    [
      'the best of 5 by a verifier',
      scored('best-of-n', 5, 0.8),
      expectedOver(population, createBestOfN(5, verifierOfAuc(0.8))),
    ],
    [
      'the best of 5 by a verifier that is fooled',
      scored('best-of-n', 5, 0.8, { fooled: 0.3 }),
      expectedOver(population, createBestOfN(5, verifierOfAuc(0.8, 0.3))),
    ],
    [
      'a weighted vote of 6 by an exact checker',
      scored('weighted-vote', 6, 1),
      passAtK(ability, 6),
    ],
    ['any of 6, by an exact checker', scored('best-of-n', 6, 1), passAtK(ability, 6)],
  ] as const)('%s is right as often as its closed form says', (_, strategy, law) => {
    const share = rightShare(run({ ...fast, ...(strategy && { strategy }) }));
    expect(Math.abs(share - law)).toBeLessThan(noise);
  });
});

describe('a search over partial answers', () => {
  const requests = 2500;
  const noise = 2 / Math.sqrt(requests);
  const fast = { requests, ratePerSecond: 30, replicas: 2 };
  const verifier = { auc: 0.8, model: 'none' };
  it.each([
    [
      'one beam of 4 continuations',
      { kind: 'beam-search', beams: 1, width: 4, steps: 3, verifier },
      createBeam({ steps: 3, expansions: 4, verifier: verifierOfAuc(0.8) }),
    ],
    [
      'one beam that an exact checker guides',
      { kind: 'beam-search', beams: 1, width: 2, steps: 4, verifier: { auc: 1, model: 'none' } },
      (chance: number) => (1 - (1 - chance ** (1 / 4)) ** 2) ** 4,
    ],
  ] as const)('is right as often as its closed form says: %s', (_, strategy, law) => {
    const share = rightShare(run({ ...fast, strategy }));
    expect(Math.abs(share - expectedOver(population, law))).toBeLessThan(noise);
  });

  it('of a tree whose branches share evenly is a weighted vote of whole answers', () => {
    const tree = { kind: 'tree-search', budget: 16, steps: 3, temperature: 1000, verifier };
    const share = rightShare(run({ ...fast, requests: 1000, strategy: tree }));
    const law = expectedOver(population, createWeightedVote(16, shares, verifierOfAuc(0.8)));
    // four standard errors, and what the law is good to
    expect(Math.abs(share - law)).toBeLessThan(2 / Math.sqrt(1000) + 0.02);
  });

  it('that an exact checker guides goes on from what is right alone, and gives up where nothing is', () => {
    const [budget, steps] = [3, 3];
    const exact = { auc: 1, model: 'none' };
    const strategy = { kind: 'tree-search', budget, steps, temperature: 0.05, verifier: exact };
    const { rows } = run({ ...fast, ratePerSecond: 20, strategy });
    const more = (chance: number) => 1 - (1 - chance ** (1 / steps)) ** budget;
    const right = expectedOver(population, (chance) => more(chance) ** steps);
    expect(Math.abs(rightShare({ rows } as RecordedRun) - right)).toBeLessThan(noise);
    // the first step and each one after a step that held, which are geometric up to the last
    const calls = expectedOver(population, (chance) => {
      const holds = more(chance);
      return budget * (1 + holds + holds ** 2);
    });
    const mean = sum(rows.map((row) => row.calls!)) / requests;
    expect(Math.abs(mean - calls)).toBeLessThan((4 * budget * steps) / 2 / Math.sqrt(requests));

    const lost = rows.filter(({ calls: made }) => made! < budget * steps);
    expect(lost.length).toBeGreaterThan(100);
    for (const { fate } of lost) expect(fate).toBe('wrong-caught');
  });

  it('makes each step of the tokens of an answer, and goes on from the texts before it', () => {
    const strategy = { kind: 'beam-search', beams: 2, width: 2, steps: 3, verifier };
    const outputTokens = { distribution: 'fixed', value: 50 };
    const more = { outputs: { timeseries: 'none', calls: true } };
    const of = { requests: 10, ratePerSecond: 0.1, strategy, workload: { outputTokens }, more };
    const { calls, rows } = run(of);
    expect(calls).toHaveLength(10 * 4 * 3);
    for (const { outputTokens: made, after, promptTokens, request, role } of calls) {
      expect(made).toBe(17);
      const before = calls.find((each) => each.request === request && each.call === after);
      if (before !== undefined) expect(promptTokens).toBe(before.promptTokens + 17);
      else expect(role).toBe('step');
    }
    for (const { answerTokens } of rows) expect(answerTokens).toBe(3 * 17);
  });
});

describe('an answer that is checked', () => {
  it('meets its fates as often as their closed form says', () => {
    const requests = 2500;
    const strategy = {
      kind: 'verify',
      checks: 2,
      retries: 1,
      verifier: { auc: 0.85, model: 'none' },
    };
    const { rows } = run({ requests, ratePerSecond: 60, replicas: 2, strategy });
    const verifier = verifierOfAuc(0.85);
    const gate = { verifier, threshold: verifier.separation / 2 };
    const fates = createCheckedAnswer(gate, 2, 1);
    const shareOf = (fate: string) => rows.filter((row) => row.fate === fate).length / requests;
    const law = (of: 'rightDelivered' | 'wrongDelivered' | 'rightRejected' | 'wrongCaught') =>
      expectedOver(population, (chance) => fates(chance)[of]);
    const noise = 2 / Math.sqrt(requests);
    expect(Math.abs(shareOf('right') - law('rightDelivered'))).toBeLessThan(noise);
    expect(Math.abs(shareOf('wrong-delivered') - law('wrongDelivered'))).toBeLessThan(noise);
    expect(Math.abs(shareOf('right-rejected') - law('rightRejected'))).toBeLessThan(noise);
    expect(Math.abs(shareOf('wrong-caught') - law('wrongCaught'))).toBeLessThan(noise);
  });
});

/** Arrivals stop after five seconds, and everything else with them. */
const cut = { duration: '5s', warmup: 0, drain: '0s' };

const programs: readonly (readonly [string, ThinkingCase])[] = [
  ['a vote', { strategy: vote(6), replicas: 2 }],
  ['a vote that stops early', { strategy: vote(9, { earlyStop: true }), replicas: 2 }],
  ['a vote at a deadline', { strategy: vote(8, { deadline: '250ms' }), ratePerSecond: 12 }],
  ['a vote with a timeout', { strategy: vote(8), workload: { timeout: { total: '300ms' } } }],
  [
    'a vote on scarce memory',
    { strategy: vote(8), engine: { kvBlocks: 60, prefixCache: false }, ratePerSecond: 20 },
  ],
  [
    'the best of 5, scored by the generator',
    { strategy: { kind: 'best-of-n', samples: 5, verifier: { outputTokens: 3 } } },
  ],
  ['a weighted vote', { strategy: { kind: 'weighted-vote', samples: 5 }, replicas: 2 }],
  ['an answer that is checked', { strategy: { kind: 'verify', checks: 2, retries: 2 } }],
  [
    'a search of beams',
    {
      strategy: {
        ...{ kind: 'beam-search', beams: 2, width: 2, steps: 3 },
        verifier: { outputTokens: 2 },
      },
    },
  ],
  [
    'a search of a tree at a deadline',
    {
      strategy: { kind: 'tree-search', budget: 6, steps: 3, deadline: '400ms' },
      ratePerSecond: 2,
    },
  ],
  ['an adaptive vote', { strategy: { kind: 'adaptive-vote', batch: 3, maxSamples: 12 } }],
  ['a learned vote', { strategy: { kind: 'learned', maxSamples: 8, episodes: 2000 } }],
  ['an ensemble', twoModels({ strategy: { kind: 'ensemble', models: [SMALL, LARGE, SMALL] } })],
  [
    'a graph at a deadline',
    twoModels({
      strategy: {
        ...{ kind: 'graph', deadline: '700ms', threshold: 0.5 },
        calls: [
          { name: 'rewrite', role: 'text', model: SMALL, outputTokens: 10 },
          { name: 'search', role: 'text', model: SMALL, outputTokens: 60 },
          { name: 'rerank', role: 'text', model: SMALL, after: ['rewrite'], outputTokens: 5 },
          { name: 'draft', role: 'answer', after: ['search', 'rerank'], join: 'first' },
          { name: 'full', role: 'answer', after: ['rewrite', 'search'] },
          { name: 'check', role: 'score', judges: 'draft', verifier: { model: SMALL } },
          { name: 'check-full', role: 'score', judges: 'full', verifier: {} },
        ],
      },
    }),
  ],
  ['a race', twoModels({ strategy: { kind: 'race', models: [SMALL, LARGE], verifier: {} } })],
  [
    'a cascade at a deadline',
    twoModels({
      strategy: {
        ...{ kind: 'cascade', gate: 0.7, deadline: '400ms' },
        tiers: [
          { model: SMALL, ...vote(5) },
          { kind: 'best-of-n', samples: 4, verifier: {} },
        ],
      },
    }),
  ],
  [
    'a route into a cascade',
    twoModels({
      strategy: {
        ...{ kind: 'route', deepShare: 0.5 },
        tiers: [
          { model: SMALL },
          { kind: 'cascade', gate: 0.6, tiers: [{ model: SMALL, ...vote(3) }, { kind: 'verify' }] },
        ],
      },
    }),
  ],
  [
    'a refined answer with a critic of its own',
    twoModels({ strategy: { kind: 'refine', critic: { model: SMALL, outputTokens: 8 } } }),
  ],
  [
    'a route from a chain of thought that takes what it likes to a vote',
    twoModels({
      strategy: {
        ...{ kind: 'route', deepShare: 0.5, deadline: '1s' },
        tiers: [
          { kind: 'think', budgetTokens: 60, compliance: { mean: 1.2, cv: 0.8 } },
          { model: SMALL, ...vote(2) },
        ],
      },
    }),
  ],
  [
    'searches in rounds where few may search at once',
    {
      strategy: { ...retrieve({ rounds: 2, examples: 3 }), deadline: '3s' },
      more: tools(2),
    },
  ],
  [
    'a route from a search to an agent on scarce memory',
    {
      strategy: { kind: 'route', deepShare: 0.5, tiers: [retrieve(), agent()] },
      ...{ more: tools(4), engine: { kvBlocks: 60 } },
    },
  ],
  ['an agent whose tool has few places', { strategy: agent({ deadline: '4s' }), more: tools(3) }],
  [
    'a cascade of agents on two replicas',
    {
      strategy: {
        ...{ kind: 'cascade', gate: 0.5, deadline: '6s' },
        tiers: [agent({ maxCalls: 5 }), agent({ stepSuccess: 1, repair: 0 })],
      },
      ...{ replicas: 2, more: tools(8) },
    },
  ],
];

describe.each(programs)('%s', (_, of) => {
  const scenario = thinkingScenario({ requests: 200, ...of });
  const recorded = record(scenario);
  const { rows, totals } = recorded;

  it('spends what it keeps, discards and verifies', () => {
    for (const row of rows) {
      const tokens = row.keptTokens! + row.discardedTokens! + row.verificationTokens!;
      expect(tokens).toBe(row.promptTokens + row.outputTokens);
      const joules = row.keptJoules! + row.discardedJoules! + row.verificationJoules!;
      expect(joules).toBeCloseTo(row.acceleratorJoules, 6);
      if (row.stages === undefined) continue;
      expect(sum(row.stages.map((stage) => stage.tokens))).toBe(tokens);
      expect(sum(row.stages.map((stage) => stage.calls))).toBe(row.calls);
      expect(sum(row.stages.map((stage) => stage.joules))).toBeCloseTo(joules, 6);
    }
    const { attributedJoules, idleJoules, totalJoules } = totals.wholeRun;
    expect(sum(rows.map((row) => row.acceleratorJoules)) / attributedJoules).toBeCloseTo(1, 9);
    expect((attributedJoules + idleJoules) / totalJoules).toBeCloseTo(1, 9);
    const made = sum(recorded.replicas.map(({ outputTokens }) => outputTokens));
    expect(sum(rows.map((row) => row.outputTokens))).toBe(made);
    const called = sum(recorded.replicas.map((each) => each.requests));
    expect(sum(rows.map((row) => row.calls!))).toBe(called);
  });

  it('has one row per user, in order, whose six parts are its latency', () => {
    expect(byRequest(recorded).map(({ request }) => request)).toEqual(
      Array.from({ length: rows.length }, (_, i) => i),
    );
    for (const [i, row] of rows.entries()) {
      const { hostSeconds: host, queueSeconds: queue, prefillSeconds: prefill } = row;
      const parts = [host, queue, prefill, row.decodeSeconds, row.preemptedSeconds];
      expect(sum([...parts, row.transferSeconds])).toBeCloseTo(row.e2eSeconds, 9);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(-1e-12);
      if (row.outcome === 'completed') expect(row.ttftSeconds).toBe(row.e2eSeconds);
      expect(row.replica).toBe(-1);
      const before = rows[i - 1];
      if (before !== undefined)
        expect(row.completionSeconds).toBeGreaterThanOrEqual(before.completionSeconds);
    }
  });

  it('is the same to the bit step by step', () => {
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(rows);
    expect(stepwise.totals.wholeRun).toEqual(totals.wholeRun);
  });
});

describe('rows of calls', () => {
  const outputs = { timeseries: 'none', calls: true };
  it.each([
    ...programs,
    ['a vote without a cache', { strategy: vote(6), engine: { prefixCache: false } }],
    ['a vote that costs money', { strategy: vote(6), more: { facility: {}, outputs } }],
    ['a vote that is cut', { strategy: vote(6), more: { horizon: cut, outputs } }],
  ] as const)('of %s sum to its requests, which they do not change', (_, of: ThinkingCase) => {
    const plain = record(thinkingScenario({ requests: 60, ...of }));
    const scenario = thinkingScenario({ requests: 60, ...of, more: { outputs, ...of.more } });
    const told = record(scenario);
    expect(told.calls.length).toBeGreaterThan(60);
    callsSumUp(told, scenario);
    expect(told.rows).toEqual(plain.rows);
  });

  it('say what each call was for', () => {
    const strategy = { kind: 'best-of-n', samples: 3, verifier: { outputTokens: 2 } };
    const { calls, rows } = run({ requests: 20, ratePerSecond: 0.1, strategy, more: { outputs } });
    expect(calls).toHaveLength(20 * 6);
    for (const { request, fate } of rows) {
      const own = calls.filter((call) => call.request === request);
      const samples = own.filter(({ role }) => role === 'sample');
      const scores = own.filter(({ role }) => role === 'score');
      expect(samples.map((call) => [call.call, call.after, call.judges])).toEqual([
        [0, -1, -1],
        [1, -1, -1],
        [2, -1, -1],
      ]);
      expect(scores.map(({ judges }) => judges).sort()).toEqual([0, 1, 2]);
      const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
      const won = samples[best.judges]!;
      expect([won.use, won.right]).toEqual(['kept', fate === 'right']);
      for (const { answer, use } of samples) expect(use === 'kept').toBe(answer === won.answer);
      for (const { judges, after } of scores) expect(after).toBe(judges);
    }
  });
});

describe('a deadline', () => {
  it('ends every program in time, with an answer of those that are back', () => {
    const of = { strategy: vote(8, { deadline: '250ms' }), ratePerSecond: 12 };
    const { rows } = run(of);
    for (const row of rows) expect(row.e2eSeconds).toBeLessThanOrEqual(0.25 + 1e-9);
    const late = rows.filter((row) => row.e2eSeconds > 0.2499 && row.outcome === 'completed');
    expect(late.length).toBeGreaterThan(20);
    for (const row of late) expect(row.answerTokens).toBeGreaterThan(0);
  });

  it('that a client keeps ends its program without an answer', () => {
    const of = { strategy: vote(8), workload: { timeout: { total: '300ms' } } };
    const expired = run(of).rows.filter(({ outcome }) => outcome === 'expired');
    expect(expired.length).toBeGreaterThan(10);
    for (const row of expired) {
      expect(row.e2eSeconds).toBeCloseTo(0.3, 9);
      expect(row.fate).toBeNull();
      expect(row.keptTokens).toBe(0);
    }
  });
});

describe('stopping early', () => {
  it('never makes more tokens, and changes no answer', () => {
    const early = byRequest(run({ strategy: vote(9, { earlyStop: true }), ratePerSecond: 0.2 }));
    const late = byRequest(run({ strategy: vote(9), ratePerSecond: 0.2 }));
    for (const [i, row] of early.entries()) {
      expect(row.outputTokens).toBeLessThanOrEqual(late[i]!.outputTokens);
      expect(row.fate).toBe(late[i]!.fate);
    }
    const saved = early.filter((row, i) => row.outputTokens < late[i]!.outputTokens);
    expect(saved.length).toBeGreaterThan(100);
  });
});

describe('one call', () => {
  it('is the same request with a task and without', () => {
    const judged = run({ strategy: { kind: 'single' } });
    const plain = run({ task: 'none' });
    const { rows } = plain;
    expect(judged.rows).toHaveLength(rows.length);
    for (const [i, row] of rows.entries()) expect(judged.rows[i]).toMatchObject(row);
    expect(judged.totals).toEqual(plain.totals);
    expect(judged.rows.every(({ fate }) => fate !== null)).toBe(true);
  });
});

describe('on an idle cluster', () => {
  const idle = { requests: 40, ratePerSecond: 0.01, engine: { prefixCache: false } };
  const fixed = {
    promptTokens: { distribution: 'fixed', value: 100 },
    outputTokens: { distribution: 'fixed', value: 50 },
  };

  it('a fork and join takes one step for all prompts and one for each further token', () => {
    const samples = 5;
    const { rows } = run({ ...idle, strategy: vote(samples), workload: fixed });
    let seconds = 0.008 + 20e-6 * 100 * samples;
    for (let token = 1; token < 50; token++)
      seconds += 0.008 + 30e-6 * samples + 2e-9 * samples * (100 + token - 1);
    for (const row of rows) expect(row.e2eSeconds).toBeCloseTo(seconds, 9);
  });

  it('an adaptive vote of batches takes one fork and join after the other', () => {
    const kind = 'adaptive-vote';
    const one = run({ ...idle, workload: fixed, strategy: { kind, batch: 1, maxSamples: 4 } });
    const single = run({ ...idle, workload: fixed });
    const [each] = single.rows;
    for (const row of one.rows)
      expect(row.e2eSeconds).toBeCloseTo(row.calls! * each!.e2eSeconds, 9);
  });
});

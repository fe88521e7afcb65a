import { describe, expect, it } from 'vitest';
import { betaAbility, chanceAt } from '../../src/quality/ability.ts';
import { attackChance } from '../../src/quality/adversarial.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { createBestOfN } from '../../src/quality/best-of-n.ts';
import { cascadeChance, createCheckedAnswer } from '../../src/quality/checked-answer.ts';
import { logit, shiftChance } from '../../src/quality/logit.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { refinedChance } from '../../src/quality/refine.ts';
import { chanceOfDeep, createExpectation, estimateBelow } from '../../src/quality/route.ts';
import { verifierOfAuc } from '../../src/quality/verifier.ts';
import { StageCounts } from '../../src/record/stages.ts';
import { explainThinking } from '../../src/report/explain-thinking.ts';
import { floorsOf } from '../../src/summary/floors.ts';
import { type RecordedRun, record } from '../property/recorded-run.ts';
import {
  concentration,
  LARGE,
  passAt1,
  quickConcentration,
  quickPassAt1,
  SMALL,
  type ThinkingCase,
  thinkingScenario,
  twoModels,
} from './thinking-scenario.ts';

const requests = 1600;
/** Four standard errors of a share of a half. */
const noise = 2 / Math.sqrt(requests);
const shares = wrongShares(0.2);

const large = betaAbility(passAt1, concentration);
const small = betaAbility(quickPassAt1, quickConcentration);

const run = (strategy: object, more: object = {}): RecordedRun =>
  record(
    thinkingScenario(
      twoModels({ requests, ratePerSecond: 40, replicas: 2, strategy: { ...strategy }, ...more }),
    ),
  );
const shareOf = ({ rows }: RecordedRun, is: (row: RecordedRun['rows'][number]) => boolean) =>
  rows.filter(is).length / rows.length;
const rightShare = (of: RecordedRun) => shareOf(of, ({ fate }) => fate === 'right');

/** Mean over problems of what follows from both models' chances at the same one. */
function overProblems(
  of: (large: number, small: number, difficulty: number) => number,
  problems = 2000,
): number {
  let sum = 0;
  for (let i = 0; i < problems; i++) {
    const difficulty = (i + 0.5) / problems;
    sum += of(chanceAt(large, difficulty), chanceAt(small, difficulty), difficulty);
  }
  return sum / problems;
}

/** Chance that the plurality of one answer each is right, by counting out what all may say; of a tie, any wins alike. */
function pluralityChance(chances: readonly number[]): number {
  const count = (voter: number, votes: readonly number[]): number => {
    const chance = chances[voter];
    if (chance === undefined) {
      const most = Math.max(...votes);
      return votes[0] === most ? 1 / votes.filter((each) => each === most).length : 0;
    }
    return [chance, ...shares.map((share) => share * (1 - chance))].reduce(
      (sum, says, answer) =>
        sum +
        says *
          count(
            voter + 1,
            votes.map((each, i) => each + (i === answer ? 1 : 0)),
          ),
      0,
    );
  };
  return count(0, new Array<number>(shares.length + 1).fill(0));
}

describe('several models beside each other', () => {
  it('vote as often right as counting out says', () => {
    const law = overProblems((p, q) => pluralityChance([p, q, q]), 200);
    const voted = run({ kind: 'ensemble', models: [LARGE, SMALL, SMALL] });
    expect(Math.abs(rightShare(voted) - law)).toBeLessThan(noise);
    expect(voted.rows.every(({ calls }) => calls === 3)).toBe(true);
  });

  it('race to any right answer where an exact checker says which', () => {
    const verifier = { auc: 1, model: 'none' };
    const raced = run({ kind: 'race', models: [LARGE, SMALL], verifier });
    const law = overProblems((p, q) => 1 - (1 - p) * (1 - q));
    expect(Math.abs(rightShare(raced) - law)).toBeLessThan(noise);
  });

  it('race to the quicker answer where any is good enough, and discard the other', () => {
    const fixed = { outputTokens: { distribution: 'fixed', value: 20 } };
    const race = {
      kind: 'race',
      models: [LARGE, SMALL],
      threshold: -50,
      verifier: { model: 'none' },
    };
    const raced = run(race, { workload: fixed, ratePerSecond: 10 });
    expect(Math.abs(rightShare(raced) - quickPassAt1)).toBeLessThan(noise);
    const cut = shareOf(raced, (row) => row.discardedTokens! > 0 && row.outputTokens < 40);
    expect(cut).toBeGreaterThan(0.9);
  });
});

describe('a cascade', () => {
  const gate = 0.6;
  const cascade = {
    ...{ kind: 'cascade', gate },
    tiers: [
      { model: SMALL, kind: 'best-of-n', samples: 1, verifier: { auc: 0.85, model: 'none' } },
      { model: LARGE },
    ],
  };

  it('is right, and calls the large model, as often as its closed form says', () => {
    const verifier = verifierOfAuc(0.85);
    const at = { verifier, threshold: verifier.separation / 2 + logit(gate) };
    const cascaded = run(cascade);
    const law = overProblems((p, q) => cascadeChance(q, p, at).chance);
    const escalated = overProblems((p, q) => cascadeChance(q, p, at).escalated);
    expect(Math.abs(rightShare(cascaded) - law)).toBeLessThan(noise);
    for (const { stages, calls } of cascaded.rows) {
      expect(stages!.map((stage) => stage.calls)).toEqual([1, calls! - 1]);
      expect(stages!.at(calls! - 1)!.isDelivered).toBe(true);
    }
    const twice = shareOf(cascaded, ({ calls }) => calls === 2);
    expect(Math.abs(twice - escalated)).toBeLessThan(noise);
    expect(escalated).toBeGreaterThan(0.2);
  });

  it('answers at a deadline with what was not sure enough, where the large model has nothing yet', () => {
    const late = run({ ...cascade, deadline: '150ms' });
    const cut = late.rows.filter(
      ({ calls, e2eSeconds, outcome }) =>
        calls === 2 && e2eSeconds > 0.1499 && outcome === 'completed',
    );
    expect(cut.length).toBeGreaterThan(50);
    for (const row of cut) {
      expect(row.answerTokens).toBeGreaterThan(0);
      expect(row.confidence).toBeLessThan(gate);
    }
  });
});

describe('a graph', () => {
  const texts = [
    { name: 'search', role: 'text', model: SMALL, outputTokens: 8, helps: 0.7 },
    { name: 'rank', role: 'text', model: SMALL, after: ['search'], outputTokens: 4, helps: 0.5 },
  ];
  const answer = (name: string, more = {}) => ({ name, role: 'answer', ...more });
  const helped = (shift: number) => overProblems((p) => shiftChance(p, shift));

  it('is right as often as its texts help', () => {
    const chain = { kind: 'graph', calls: [...texts, answer('reply', { after: ['rank'] })] };
    expect(Math.abs(rightShare(run(chain)) - helped(0.5))).toBeLessThan(noise);
    const both = {
      kind: 'graph',
      calls: [...texts, answer('reply', { after: ['search', 'rank'] })],
    };
    const joined = run(both);
    expect(Math.abs(rightShare(joined) - helped(1.2))).toBeLessThan(noise);
    for (const { calls, stages, discardedTokens } of joined.rows) {
      expect(calls).toBe(3);
      expect(stages!.map((stage) => stage.calls)).toEqual([1, 1, 1]);
      expect(discardedTokens).toBe(0);
    }
  });

  it('of answers beside each other is a vote of them, and the best of them where they are scored', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const voted = run({ kind: 'graph', calls: names.map((name) => answer(name)) });
    const vote = createMajorityVote(5, shares);
    expect(Math.abs(rightShare(voted) - overProblems((p) => vote(p)))).toBeLessThan(noise);
    const verifier = { auc: 0.8, model: 'none' };
    const scores = names.map((name) => ({
      name: `of-${name}`,
      role: 'score',
      judges: name,
      verifier,
    }));
    const scored = run({ kind: 'graph', calls: [...names.map((name) => answer(name)), ...scores] });
    const best = createBestOfN(5, verifierOfAuc(0.8));
    expect(Math.abs(rightShare(scored) - overProblems((p) => best(p)))).toBeLessThan(noise);
  });

  it('holds back what fails a check as often as its closed form says', () => {
    const verifier = { auc: 0.85, model: 'none' };
    const separation = verifierOfAuc(0.85).separation;
    const check = (name: string) => ({ name, role: 'score', judges: 'reply', verifier });
    const calls = [answer('reply'), check('first'), check('second')];
    const checked = run({ kind: 'graph', threshold: separation / 2, calls });
    const gate = { verifier: verifierOfAuc(0.85), threshold: separation / 2 };
    const fates = createCheckedAnswer(gate, 2, 0);
    expect(
      Math.abs(rightShare(checked) - overProblems((p) => fates(p).rightDelivered)),
    ).toBeLessThan(noise);
    const caught = shareOf(checked, ({ fate }) => fate === 'wrong-caught');
    expect(Math.abs(caught - overProblems((p) => fates(p).wrongCaught))).toBeLessThan(noise);
  });

  it('reads what it names: all of it, or the first that ends, and drops the others', () => {
    const slow = { name: 'slow', role: 'text', model: LARGE, outputTokens: 150 };
    const quick = { name: 'quick', role: 'text', model: SMALL, outputTokens: 10 };
    const first = { after: ['slow', 'quick'], join: 'first' };
    const calls = [slow, quick, answer('reply', first)];
    const few = { requests: 30, ratePerSecond: 0.2 };
    const raced = run({ kind: 'graph', calls }, few);
    for (const row of raced.rows) expect(row.discardedTokens).toBeGreaterThan(0);
    const all = run(
      { kind: 'graph', calls: [slow, quick, answer('reply', { after: ['slow', 'quick'] })] },
      few,
    );
    for (const [i, row] of all.rows.entries()) {
      expect(row.e2eSeconds).toBeGreaterThan(raced.rows[i]!.e2eSeconds);
      expect(row.discardedTokens).toBe(0);
    }
  });
});

describe('a route', () => {
  const deepShare = 0.3;
  const route = (routerError: number | 'blind') => ({
    ...{ kind: 'route', deepShare, routerError },
    tiers: [{ model: SMALL }, { kind: 'majority-vote', samples: 5 }],
  });
  const vote = createMajorityVote(5, shares);

  it.each([
    0,
    0.8,
    'blind',
  ] as const)('that errs by %s is right as often as its closed form says', (error) => {
    const routed = run(route(error));
    const number = error === 'blind' ? Number.POSITIVE_INFINITY : error;
    const deep = (u: number) =>
      error === 'blind' ? deepShare : chanceOfDeep(u, deepShare, number);
    const law = overProblems((p, q, u) => deep(u) * vote(p) + (1 - deep(u)) * q);
    expect(Math.abs(rightShare(routed) - law)).toBeLessThan(noise);
    const deepest = shareOf(routed, ({ calls }) => calls === 5);
    expect(Math.abs(deepest - deepShare)).toBeLessThan(noise);
  });

  it('sends the hardest to the deep program, where it knows them', () => {
    for (const { calls, difficulty } of run(route(0), { requests: 300 }).rows)
      expect(calls).toBe(difficulty! >= 1 - deepShare ? 5 : 1);
  });
});

describe('a route with floors', () => {
  const vote = createMajorityVote(5, shares);
  const tiers = [{ model: SMALL }, { kind: 'majority-vote', samples: 5 }];
  const slaFloor = 0.5;

  it.each([0, 0.8])('that errs by %s keeps what it expects at the floor or above', (error) => {
    const routed = run({ kind: 'route', slaFloor, routerError: error, tiers });
    const expected = createExpectation((u) => chanceAt(small, u), error);
    const from = estimateBelow(slaFloor, expected);
    const deep = (u: number) => chanceOfDeep(u, 1 - from, error);
    const law = overProblems((p, q, u) => deep(u) * vote(p) + (1 - deep(u)) * q);
    expect(Math.abs(rightShare(routed) - law)).toBeLessThan(noise);
    const isDeep = ({ calls }: RecordedRun['rows'][number]) => calls === 5;
    expect(Math.abs(shareOf(routed, isDeep) - (1 - from))).toBeLessThan(noise);
    // by its own lights the worst that stays is at the floor
    expect(expected(from)).toBeCloseTo(slaFloor, 3);
    if (error === 0) {
      for (const { calls, difficulty } of routed.rows)
        expect(calls).toBe(chanceAt(small, difficulty!) < slaFloor ? 5 : 1);
    }
  });

  it('answers a drawn share by its own program, whatever it looks like, and tells both apart', () => {
    const share = 0.25;
    const strategy = { kind: 'majority-vote', samples: 3 };
    const highStakes = { share, strategy, slaFloor: 0.5 };
    const scenario = thinkingScenario(
      twoModels({
        ...{ requests, ratePerSecond: 40, replicas: 2 },
        strategy: { kind: 'route', deepShare: 0.3, routerError: 0.8, tiers, highStakes },
      }),
    );
    const { rows } = record(scenario);
    const flagged = rows.filter(({ calls }) => calls === 3);
    expect(Math.abs(flagged.length / rows.length - share)).toBeLessThan(noise);
    // a draw of its own: they are as hard as all others, and half of them look easy
    const mean = flagged.reduce((sum, { difficulty }) => sum + difficulty!, 0) / flagged.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(flagged.length));
    const third = createMajorityVote(3, shares);
    const right = flagged.filter(({ fate }) => fate === 'right').length / flagged.length;
    expect(Math.abs(right - overProblems(third))).toBeLessThan(2 / Math.sqrt(flagged.length));
    const others = rows.filter(({ calls }) => calls !== 3);
    const deep = others.filter(({ calls }) => calls === 5).length / others.length;
    expect(Math.abs(deep - 0.3)).toBeLessThan(2 / Math.sqrt(others.length));
    const { thinking } = explainThinking(scenario.workloads[0]!, LARGE);
    expect(thinking!.at(-1)).toMatch(
      /^sends +5[23] % to the first tier, 2[23] % to the second, 25 % to that of high stakes$/,
    );
    const counts = new StageCounts(3);
    for (const { stages, fate = null } of rows) counts.accept(stages!, { fate });
    const { floors = [] } = floorsOf({ stages: counts }, { highStakes: { slaFloor: 0.5 } });
    expect(floors.map(({ of, requests: n }) => [of, n])).toEqual([
      ['high-stakes', flagged.length],
      ['others', others.length],
    ]);
    expect(floors[0]?.accuracy).toBeCloseTo(right, 12);
  });
});

describe('an attack', () => {
  const attack = { success: 0.3, systematic: 0.4 };
  const hostile = (strategy?: ThinkingCase['strategy'], more: object = {}) =>
    record(
      thinkingScenario({
        ...{ requests, ratePerSecond: 20, replicas: 2, task: { attack: { ...attack, ...more } } },
        ...(strategy && { strategy }),
        workload: { outputTokens: { distribution: 'fixed', value: 20 }, maxTokens: 60 },
      }),
    );

  it.each([1, 5, 9])('is withstood by a vote of %s as often as its closed form says', (samples) => {
    const voted = hostile({ kind: 'majority-vote', samples });
    expect(Math.abs(rightShare(voted) - (1 - attackChance(attack, samples)))).toBeLessThan(noise);
  });

  it('is found by a verifier as often as its closed form says', () => {
    const verifier = verifierOfAuc(0.9);
    const checked = hostile({ kind: 'verify', retries: 2, verifier: { auc: 0.9, model: 'none' } });
    const gate = { verifier, threshold: verifier.separation / 2 };
    const fates = createCheckedAnswer(gate, 1, 2);
    const always = attack.success * attack.systematic;
    const each = (attack.success - always) / (1 - always);
    const law = always * fates(0).wrongDelivered + (1 - always) * fates(1 - each).wrongDelivered;
    const carried = shareOf(checked, ({ fate }) => fate === 'wrong-delivered');
    expect(Math.abs(carried - law)).toBeLessThan(noise);
    expect(law).toBeLessThan(0.4 * attack.success);
  });

  it('burns tokens up to the budget of its client', () => {
    for (const { outputTokens } of hostile(undefined, { burn: 2 }).rows)
      expect(outputTokens).toBe(40);
    const voted = hostile({ kind: 'majority-vote', samples: 3 }, { burn: 100 });
    for (const { outputTokens } of voted.rows) expect(outputTokens).toBe(3 * 60);
    expect(Math.abs(rightShare(voted) - (1 - attackChance(attack, 3)))).toBeLessThan(noise);
  });
});

describe('an answer that is refined', () => {
  it.each([
    [3, 0.2, 0.05],
    [2, 0.05, 0.3],
  ])('%s times is right as often as its closed form says', (rounds, fixes, breaks) => {
    const refined = run(
      { kind: 'refine', rounds, critic: { fixes, breaks, outputTokens: 5 } },
      { ratePerSecond: 20 },
    );
    const law = overProblems((p) => refinedChance(p, rounds, { fixes, breaks }));
    expect(Math.abs(rightShare(refined) - law)).toBeLessThan(noise);
    for (const row of refined.rows) {
      expect(row.calls).toBe(1 + 2 * rounds);
      expect(row.discardedTokens).toBe(0);
      expect(row.verificationTokens).toBeGreaterThan(0);
    }
  });

  it('does not learn what the model does not know', () => {
    const unknown = { abilities: [{ model: LARGE, passAt1: 0.3, unknown: 0.5 }] };
    const of = { requests, ratePerSecond: 20, replicas: 2, task: unknown };
    const strategy = {
      kind: 'refine',
      rounds: 4,
      critic: { fixes: 1, breaks: 0, outputTokens: 1 },
    };
    const { rows } = record(thinkingScenario({ ...of, strategy }));
    for (const { difficulty, fate } of rows)
      expect(fate).toBe(difficulty! < 0.5 ? 'right' : 'wrong-delivered');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey, hashUniform } from '../../src/base/random/hash.ts';
import { type StrategyName, strategies } from '../../src/policy/strategy/index.ts';
import type {
  Call,
  Decision,
  Delivered,
  Finished,
  Strategy,
} from '../../src/policy/strategy/port.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { createBestOfN } from '../../src/quality/best-of-n.ts';
import { learnStopping, type StopLessons } from '../../src/quality/learned-stop.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { createSamples } from '../../src/quality/samples.ts';
import { verifierOfAuc } from '../../src/quality/verifier.ts';

const lessons: StopLessons = {
  ...{ chances: Float64Array.of(0.2, 0.5, 0.8), wrongShares: wrongShares(0.3) },
  ...{ maxSamples: 12, features: ['votes', 'spent'], price: 0.01, busyPrice: 1 },
  ...{ exploration: 0.2, episodes: 1000 },
};
const verifier = verifierOfAuc(0.85);
const scored = {
  tier: 0,
  verifier: 1,
  neutral: verifier.separation / 2,
  separation: verifier.separation,
};
const tree = { ...scored, steps: 3 };
const vote = (samples: number, earlyStop = true) =>
  strategies['majority-vote'].create({ tier: 0, samples, earlyStop });
const small = () => strategies.single.create({ tier: 0 });

/** Each kind with the most calls that it may make. */
const programs: Readonly<Record<StrategyName, readonly [make: () => Strategy, mostCalls: number]>> =
  {
    single: [small, 1],
    'majority-vote': [() => vote(9), 9],
    'best-of-n': [() => strategies['best-of-n'].create({ ...scored, samples: 6 }), 12],
    'weighted-vote': [() => strategies['weighted-vote'].create({ ...scored, samples: 6 }), 12],
    'adaptive-vote': [
      () =>
        strategies['adaptive-vote'].create({ tier: 0, confidence: 0.95, batch: 4, maxSamples: 18 }),
      18,
    ],
    'beam-search': [() => strategies['beam-search'].create({ ...tree, beams: 2, width: 3 }), 36],
    'tree-search': [
      () => strategies['tree-search'].create({ ...tree, budget: 5, temperature: 0.5 }),
      30,
    ],
    // turns that may take all its calls, each with a tool
    agent: [() => strategies.agent.create({ tier: 0, tool: 1, turns: 3, maxCalls: 7 }), 14],
    retrieve: [
      () => strategies.retrieve.create({ tier: 0, retriever: 1, writer: 2, rounds: 3 }),
      6,
    ],
    refine: [() => strategies.refine.create({ tier: 0, critic: 1, rounds: 3 }), 7],
    verify: [
      () =>
        strategies.verify.create({ tier: 0, verifier: 1, checks: 2, retries: 3, threshold: 0.5 }),
      12,
    ],
    // programs in programs: a confident vote of the small model, else the best of several of a search's kind
    cascade: [
      () =>
        strategies.cascade.create({
          tiers: [() => vote(5), () => strategies['best-of-n'].create({ ...scored, samples: 4 })],
          gate: 0.7,
        }),
      13,
    ],
    route: [
      () =>
        strategies.route.create({
          estimate: 0.8,
          deepFrom: 0.6,
          quick: small,
          deep: () => vote(5),
        }),
      5,
    ],
    ensemble: [() => strategies.ensemble.create({ tiers: [0, 1, 2] }), 3],
    // two texts of which the first to end is read, and an answer of both beside; checked apart
    graph: [
      () =>
        strategies.graph.create({
          mustPass: true,
          calls: [
            { role: 'text', tier: 0, after: [], join: 'all', judges: null, threshold: 0 },
            { role: 'text', tier: 1, after: [], join: 'all', judges: null, threshold: 0 },
            { role: 'text', tier: 1, after: [0], join: 'all', judges: null, threshold: 0 },
            { role: 'answer', tier: 2, after: [1, 2], join: 'first', judges: null, threshold: 0 },
            { role: 'answer', tier: 2, after: [0, 1], join: 'all', judges: null, threshold: 0 },
            { role: 'score', tier: 3, after: [], join: 'all', judges: 3, threshold: 0.5 },
            { role: 'score', tier: 3, after: [], join: 'all', judges: 4, threshold: 0.5 },
          ],
        }),
      7,
    ],
    learned: [
      () =>
        strategies.learned.create({
          ...{ tier: 0, busyFrom: 5, cluster: { callsInFlight: () => 0 } },
          table: learnStopping(lessons, 'contract'),
        }),
      12,
    ],
    race: [() => strategies.race.create({ tiers: [0, 1, 2], verifier: 3, threshold: 1 }), 6],
  };

/** Chance that a sample is right. */
const CHANCE = 0.55;
const shares = wrongShares(0.3);
const samples = createSamples(shares, 'strategies');
const order = hashKey('order');
const loss = hashKey('loss');

interface Played {
  readonly delivered: Delivered;
  readonly calls: readonly Call[];
  readonly ended: readonly Finished[];
  readonly lost: readonly number[];
}

/** What a call says, by its branch alone. */
function finish(request: number, call: Call, calls: readonly Call[]): Finished {
  const answers = call.role === 'sample' || call.role === 'revise';
  if (answers) {
    const answer = samples.answer(request, call.branch, CHANCE);
    return { branch: call.branch, answer, score: null };
  }
  if (call.role === 'tool') {
    const works = samples.toolWorks(request, call.branch, true, { works: 0.7, notices: 0 });
    return { branch: call.branch, answer: null, score: works ? 1 : 0 };
  }
  if (call.role !== 'score') return { branch: call.branch, answer: null, score: null };
  const judged = calls[call.judges!]!;
  const answer = samples.answer(request, judged.branch, CHANCE);
  const score = samples.score(
    request,
    judged.branch,
    call.branch,
    samples.isRight(request, answer),
    verifier,
  );
  return { branch: call.branch, answer: null, score };
}

/** Runs a program on a cluster that ends calls in a random order and loses some; holds it to what every program must do. */
function play(program: Strategy, request: number, ordering: number, lossShare: number): Played {
  const calls: Call[] = [];
  const open: Call[] = [];
  const ended: Finished[] = [];
  const lost: number[] = [];
  let decision: Decision = program.begin();
  for (let turn = 0; ; turn++) {
    for (const call of decision.calls) {
      expect(call.branch).toBe(calls.length);
      for (const before of [...call.after, ...(call.judges === null ? [] : [call.judges])]) {
        expect(before).toBeLessThan(call.branch);
      }
      calls.push(call);
      open.push(call);
    }
    for (const branch of decision.cancelled) {
      const at = open.findIndex((call) => call.branch === branch);
      expect(at).toBeGreaterThanOrEqual(0);
      open.splice(at, 1);
      lost.push(branch);
    }
    if (decision.delivered !== null) {
      expect(open).toEqual([]);
      return { delivered: decision.delivered, calls, ended, lost };
    }
    expect(open.length).toBeGreaterThan(0);
    const at = Math.floor(hashUniform(order, request, ordering, turn) * open.length);
    const [call] = open.splice(at, 1);
    if (hashUniform(loss, request, ordering, call!.branch) < lossShare) {
      lost.push(call!.branch);
      decision = program.onLost(call!.branch);
    } else {
      const finished = finish(request, call!, calls);
      ended.push(finished);
      decision = program.onFinished(finished);
    }
  }
}

const runs = fc.record({
  request: fc.nat(100_000),
  ordering: fc.nat(1000),
  lossShare: fc.constantFrom(0, 0, 0.2, 0.6, 1),
});

describe.each(Object.entries(programs))('%s', (_, [make, mostCalls]) => {
  it('ends, within the calls that it may make, with an answer that came back', () => {
    fc.assert(
      fc.property(runs, ({ request, ordering, lossShare }) => {
        const { delivered, calls, ended } = play(make(), request, ordering, lossShare);
        expect(calls.length).toBeLessThanOrEqual(mostCalls);
        expect(delivered.confidence).toBeGreaterThanOrEqual(0);
        expect(delivered.confidence).toBeLessThanOrEqual(1);
        if (delivered.answer === null) expect(delivered.confidence).toBe(0);
        else expect(ended.map(({ answer }) => answer)).toContain(delivered.answer);
      }),
      { numRuns: 60 },
    );
  });

  it('takes nothing from calls that were lost or came too late', () => {
    fc.assert(
      fc.property(runs, ({ request, ordering, lossShare }) => {
        const program = make();
        const { calls, lost } = play(program, request, ordering, lossShare);
        for (const branch of [...lost, calls.length, 0]) {
          const decision = program.onFinished({ branch, answer: 3, score: 9 });
          expect(decision).toEqual({ calls: [], cancelled: [], delivered: null });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('has something to say at a deadline', () => {
    const program = make();
    program.begin();
    expect(program.onDeadline()).toEqual({ answer: null, confidence: 0 });
  });
});

describe('a cascade', () => {
  const unsure = () =>
    strategies.cascade.create({ tiers: [() => vote(2, false), small], gate: 0.9 });

  it('delivers what was not sure enough where its last tier is lost', () => {
    const program = unsure();
    program.begin();
    program.onFinished({ branch: 0, answer: 5, score: null });
    expect(program.onFinished({ branch: 1, answer: 7, score: null }).calls).toHaveLength(1);
    const { delivered } = program.onLost(2);
    expect(delivered).toMatchObject({ answer: expect.any(Number), confidence: 0.5 });
  });

  it('abstains where a check of its last tier says no', () => {
    const check = { tier: 1, verifier: 2, checks: 1, retries: 0, threshold: 0.5 };
    const last = () => strategies.verify.create(check);
    const program = strategies.cascade.create({ tiers: [() => vote(2, false), last], gate: 0.9 });
    program.begin();
    program.onFinished({ branch: 0, answer: 5, score: null });
    program.onFinished({ branch: 1, answer: 7, score: null });
    program.onFinished({ branch: 2, answer: 7, score: null });
    const { delivered } = program.onFinished({ branch: 3, answer: null, score: 0 });
    expect(delivered).toMatchObject({ answer: null, confidence: 0 });
  });

  it('delivers what was not sure enough where the answer of its last tier is cut off', () => {
    const program = unsure();
    program.begin();
    program.onFinished({ branch: 0, answer: 5, score: null });
    program.onFinished({ branch: 1, answer: 7, score: null });
    const { delivered } = program.onFinished({ branch: 2, answer: null, score: null });
    expect(delivered).toMatchObject({ answer: expect.any(Number), confidence: 0.5 });
  });
});

describe('an answer that is cut off', () => {
  it('is not scored', () => {
    const beams = strategies['beam-search'].create({ ...tree, steps: 1, beams: 1, width: 1 });
    const judged = { threshold: 0, join: 'all' } as const;
    const graph = strategies.graph.create({
      mustPass: false,
      calls: [
        { role: 'answer', tier: 0, after: [], judges: null, ...judged },
        { role: 'score', tier: 1, after: [], judges: 0, ...judged },
      ],
    });
    for (const program of [beams, graph]) {
      const asked = program.begin().calls;
      let decision: Decision = { calls: [], cancelled: [], delivered: null };
      for (const { branch } of asked)
        decision = program.onFinished({ branch, answer: null, score: null });
      expect(decision).toMatchObject({ calls: [], delivered: { answer: null } });
    }
  });
});

describe('stopping early', () => {
  it('never asks for more, and changes no winner of a vote', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(1000), (request, ordering) => {
        const early = play(vote(15, true), request, ordering, 0);
        const late = play(vote(15, false), request, ordering, 0);
        expect(early.delivered.answer).toBe(late.delivered.answer);
        expect(early.ended.length).toBeLessThanOrEqual(late.ended.length);
        const adaptive = strategies['adaptive-vote'];
        const options = { tier: 0, batch: 1, maxSamples: 15 };
        const sure = play(adaptive.create({ ...options, confidence: 0.9 }), request, ordering, 0);
        const never = play(adaptive.create({ ...options, confidence: 2 }), request, ordering, 0);
        expect(sure.calls.length).toBeLessThanOrEqual(never.calls.length);
        expect(never.calls.length).toBe(15);
      }),
      { numRuns: 40 },
    );
  });

  it('saves samples often', () => {
    const spent = Array.from({ length: 50 }, (_, i) => play(vote(15), i, 0, 0).ended.length);
    expect(spent.filter((count) => count < 15).length).toBeGreaterThan(25);
  });
});

describe('what programs deliver', () => {
  const requests = 1500;
  const shareRight = (make: () => Strategy) => {
    let right = 0;
    for (let request = 0; request < requests; request++) {
      const { answer } = play(make(), request, 0, 0).delivered;
      if (answer !== null && samples.isRight(request, answer)) right += 1;
    }
    return right / requests;
  };
  /** Four standard errors of a share of a half. */
  const noise = 2 / Math.sqrt(requests);

  it.each([
    ['majority-vote', createMajorityVote(9, shares)],
    ['best-of-n', createBestOfN(6, verifier)],
    ['single', (chance: number) => chance],
  ] as const)('of %s is right as often as its closed form says', (name, law) => {
    const [make] = programs[name];
    expect(Math.abs(shareRight(make) - law(CHANCE))).toBeLessThan(noise);
  });

  it('is wrong less often where answers are checked, since the rest is not delivered', () => {
    const [make] = programs.verify;
    const fates = Array.from({ length: 400 }, (_, request) => {
      const { answer } = play(make(), request, 0, 0).delivered;
      return answer === null ? 'abstained' : samples.isRight(request, answer) ? 'right' : 'wrong';
    });
    const count = (which: string) => fates.filter((fate) => fate === which).length;
    expect(count('abstained')).toBeGreaterThan(0);
    expect(count('right') / (count('right') + count('wrong'))).toBeGreaterThan(CHANCE + 0.1);
  });
});

describe('programs in programs', () => {
  it('escalate where the gate refuses, and number their branches through', () => {
    const [make] = programs.cascade;
    const played = Array.from({ length: 60 }, (_, i) => play(make(), i, 0, 0));
    const deep = played.filter(({ calls }) => calls.length > 5);
    expect(deep.length).toBeGreaterThan(5);
    expect(played.length - deep.length).toBeGreaterThan(5);
    for (const { calls } of deep) {
      for (const { judges, branch } of calls.slice(5)) {
        if (judges !== null) expect(judges, `${branch}`).toBeGreaterThanOrEqual(5);
      }
    }
  });
});

describe('a cascade at a deadline', () => {
  it('has the answer that was not sure enough, until the next tier has one', () => {
    const tiers = [() => vote(2), () => vote(2)];
    const program = strategies.cascade.create({ tiers, gate: 0.7 });
    program.begin();
    program.onFinished({ branch: 0, answer: 5, score: null });
    expect(program.onDeadline()).toEqual({ answer: 5, confidence: 1 });
    const escalated = program.onFinished({ branch: 1, answer: 4, score: null });
    expect(escalated.calls.map(({ branch }) => branch)).toEqual([2, 3]);
    expect(program.onDeadline()).toEqual({ answer: 4, confidence: 0.5 });
    program.onFinished({ branch: 3, answer: 7, score: null });
    expect(program.onDeadline()).toEqual({ answer: 7, confidence: 1, from: 2 });
  });
});

describe('what a strategy may know', () => {
  it('does not include the truth', () => {
    const folder = fileURLToPath(new URL('../../src/policy/strategy/', import.meta.url));
    const files = readdirSync(folder).map((name) => readFileSync(folder + name, 'utf8'));
    expect(files.length).toBeGreaterThan(15);
    for (const text of files)
      expect(text).not.toMatch(/isRight|createSamples|hashUniform|difficulty\(/);
  });
});

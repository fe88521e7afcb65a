import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import type { StepModel } from '../../src/physics/step-model.ts';
import { makePool, makeRequest, makeScenario, makeWorkload, type PoolChoice } from './builders.ts';
import { runPlain } from './plain-loop.ts';
import type { RequestSpec, ResultRow } from './records.ts';

/** Hand-computed timelines. Every step lasts a second unless a test says otherwise. */
const oneSecond: StepModel = {
  decode(_, terms) {
    terms.fixedSeconds = 1;
    terms.staticWatts = 100;
  },
  mixed(_, __, terms) {
    terms.fixedSeconds = 1;
    terms.staticWatts = 100;
  },
  chunkJoules: () => 0,
};

function play(
  requests: readonly RequestSpec[],
  pool: PoolChoice = {},
  choice: Partial<CompiledScenario> = {},
  model: StepModel = oneSecond,
) {
  const scenario = makeScenario({ pools: [makePool(pool)], ...choice });
  const result = runPlain({ scenario, requests: [requests], steps: [model] });
  const byRequest = [...result.rows].sort((a, b) => a.request - b.request);
  return { ...result, byRequest };
}

const ends = (rows: readonly ResultRow[]) => rows.map((row) => row.completionSeconds);
const outcomes = (rows: readonly ResultRow[]) => rows.map((row) => row.outcome);

describe('steps and tokens', () => {
  it('makes the first token with the prompt and one more in each step', () => {
    const [row] = play([makeRequest(0.5, 4, 3)]).byRequest;
    expect(row).toMatchObject({
      outcome: 'completed',
      outputTokens: 3,
      firstTokenSeconds: 1.5,
      completionSeconds: 3.5,
      ttftSeconds: 1,
      tpotSeconds: 1,
      e2eSeconds: 3,
      worstGapSeconds: 1,
      queueSeconds: 0,
      prefillSeconds: 1,
      decodeSeconds: 2,
      preemptedSeconds: 0,
      replica: 0,
      sloMet: true,
    });
  });

  it('has neither TPOT nor a gap for a single token', () => {
    const [row] = play([makeRequest(0, 4, 1)]).byRequest;
    expect(row).toMatchObject({ tpotSeconds: NaN, worstGapSeconds: NaN, completionSeconds: 1 });
  });

  it('clips the answer at maxTokens', () => {
    const [row] = play([makeRequest(0, 4, 9, { maxTokens: 2 })]).byRequest;
    expect(row).toMatchObject({ outputTokens: 2, intendedOutputTokens: 2, completionSeconds: 2 });
  });

  it('is a single server in order of arrival when one sequence fits', () => {
    const requests = [makeRequest(0, 1, 2), makeRequest(1, 1, 3), makeRequest(2, 1, 1)];
    const { byRequest, replicas } = play(requests, { engine: { maxSequences: 1 } });
    expect(ends(byRequest)).toEqual([2, 5, 6]);
    expect(byRequest.map((row) => row.queueSeconds)).toEqual([0, 1, 3]);
    expect(replicas[0]).toMatchObject({ busySeconds: 6, steps: 6, outputTokens: 6, idleJoules: 0 });
  });

  it('chunks prompts to the budget and gives what is left to the next', () => {
    const requests = [makeRequest(0, 10, 3), makeRequest(0, 3, 2)];
    const { byRequest, exercised } = play(requests, { engine: { maxBatchedTokens: 4 } });
    // Budget of 4: A4 | A4 | A2 B2 | A1 B1 | A1 B1
    expect(byRequest[0]).toMatchObject({ ttftSeconds: 3, prefillSeconds: 3, completionSeconds: 5 });
    expect(byRequest[1]).toMatchObject({ queueSeconds: 2, prefillSeconds: 2, ttftSeconds: 4 });
    expect(ends(byRequest)).toEqual([5, 5]);
    expect(exercised.chunkedPrompts).toBe(2);
  });

  it('asks the step model with sums over its sequences and splits joules as the contract says', () => {
    const seen: unknown[] = [];
    const model: StepModel = {
      decode(sequences, terms) {
        seen.push(['decode', sequences]);
        Object.assign(terms, { a0: 1, a1: 0.5, b1: 0.1, sharedJoules: 6, staticWatts: 2 });
        Object.assign(terms, { tokenJoules: 3, contextJoules: 0.5 });
      },
      mixed(sequences, prefill, terms) {
        seen.push(['mixed', sequences, { ...prefill }]);
        Object.assign(terms, { fixedSeconds: 2, sharedJoules: 6, tokenJoules: 3 });
      },
      chunkJoules: (tokens, cached) => 10 * tokens + cached,
    };
    const requests = [makeRequest(0, 4, 3), makeRequest(1, 5, 2)];
    const pool = { idleWatts: 7, engine: { maxBatchedTokens: 4 } };
    const { byRequest, replicas } = play(requests, pool, {}, model);
    const prefill = (tokens: number, cachedTokens: number, pairs: number, finishing: number) => ({
      ...{ sequences: 1, tokens, cachedTokens, attentionPairs: pairs, finishing },
    });
    expect(seen).toEqual([
      ['mixed', 0, prefill(4, 0, 10, 1)], // [0, 2]: A4
      ['mixed', 1, prefill(3, 0, 6, 0)], // [2, 4]: A1 B3
      ['mixed', 1, prefill(2, 3, 9, 1)], // [4, 6]: A1 B2
      ['decode', 1], // [6, 7.1]: B1 with 5 cached: max(1, 0.5 + 0.1·5)
    ]);
    expect(ends(byRequest)).toEqual([6, 7]);
    expect(byRequest[0]!.acceleratorJoules).toBe(6 + 40 + (3 + 3) + (3 + 3));
    expect(byRequest[1]!.acceleratorJoules).toBe(3 + 30 + (3 + 23) + (6 + 2 + 3 + 2.5));
    expect(replicas[0]!.prefillJoules).toBe(46 + 33 + 26);
    expect(replicas[0]!.decodeJoules).toBe(6 + 6 + 13.5);
    expect(replicas[0]!.peakWatts).toBe(23);
    expect(replicas[0]!.idleJoules).toBe(0);
  });

  it('counts idle joules from zero to the last event', () => {
    const { replicas } = play([makeRequest(3, 1, 2), makeRequest(9, 1, 1)], { idleWatts: 10 });
    expect(replicas[0]).toMatchObject({ busySeconds: 3, idleJoules: 70 });
  });
});

describe('preemption', () => {
  // Budget 4, blocks of 2: step 4 needs a sixth block, so the last admitted is preempted.
  const pool = { kvBlocks: 5, engine: { maxBatchedTokens: 4, blockTokens: 2 } };

  it('preempts the last admitted, admits nobody in that step, and recomputes', () => {
    const { byRequest, replicas } = play([makeRequest(0, 3, 4), makeRequest(0, 3, 4)], pool);
    // A3 B1 | A1 B2 | A1 B1 | A1, B out (a chunk of 3 would fit) | B4 | B1 | B1
    expect(ends(byRequest)).toEqual([4, 7]);
    expect(byRequest[1]).toMatchObject({
      preemptions: 1,
      firstTokenSeconds: 2,
      queueSeconds: 0,
      prefillSeconds: 4,
      decodeSeconds: 2,
      preemptedSeconds: 1,
      worstGapSeconds: 3,
      outputTokens: 4,
    });
    expect(byRequest[1]!.tpotSeconds).toBe(5 / 3);
    expect(replicas[0]).toMatchObject({ steps: 7, preemptions: 1, outputTokens: 8 });
  });

  it('puts victims in front, the last preempted first, and lets nobody overtake', () => {
    const requests = [0, 0, 0].map((at) => makeRequest(at, 2, 5));
    const late = makeRequest(4.5, 1, 1);
    const { byRequest } = play([...requests, late], { kvBlocks: 9, engine: { blockTokens: 1 } });
    expect(ends(byRequest)).toEqual([5, 7, 9, 8]);
    expect(byRequest[1]).toMatchObject({ preemptions: 1, preemptedSeconds: 2, prefillSeconds: 2 });
    expect(byRequest[2]).toMatchObject({ preemptions: 2, preemptedSeconds: 4, prefillSeconds: 3 });
    expect(byRequest[2]).toMatchObject({ decodeSeconds: 2, e2eSeconds: 9 });
    // The late one would have fitted at 5, beside B alone, and at 6, in the step that preempts C.
    expect(byRequest[3]).toMatchObject({ queueSeconds: 2.5, preemptions: 0 });
  });

  it('needs no block for the last token', () => {
    const fits = play([makeRequest(0, 3, 2)], { kvBlocks: 2, engine: { blockTokens: 2 } });
    expect(outcomes(fits.rows)).toEqual(['completed']);
    const tooLong = play([makeRequest(0, 3, 3)], { kvBlocks: 2, engine: { blockTokens: 2 } });
    expect(outcomes(tooLong.rows)).toEqual(['rejected']);
    expect(tooLong.rows[0]).toMatchObject({ completionSeconds: 0, replica: -1, outputTokens: 0 });
  });

  it('rejects what exceeds the positions of the model', () => {
    const requests = [makeRequest(0, 5, 3), makeRequest(1, 5, 4)];
    const { byRequest } = play(requests, { contextTokens: 8 });
    expect(outcomes(byRequest)).toEqual(['completed', 'rejected']);
  });
});

describe('without a cache', () => {
  const pool = { decoding: { kind: 'recompute' }, engine: { maxBatchedTokens: 9 } } as const;

  it('runs every context again in every step', () => {
    const seen: unknown[] = [];
    const model: StepModel = {
      ...oneSecond,
      mixed(sequences, prefill, terms) {
        seen.push([sequences, { ...prefill }]);
        Object.assign(terms, { fixedSeconds: 1, sharedJoules: 4 });
      },
      chunkJoules: (tokens, cached) => 10 * tokens + cached,
    };
    const { byRequest } = play([makeRequest(0, 3, 3), makeRequest(0, 2, 1)], pool, {}, model);
    const prompts = (sequences: number, tokens: number, attentionPairs: number) => [
      0,
      { sequences, tokens, cachedTokens: 0, attentionPairs, finishing: sequences },
    ];
    expect(seen).toEqual([prompts(2, 5, 9), prompts(1, 4, 10), prompts(1, 5, 15)]);
    expect(ends(byRequest)).toEqual([3, 1]);
    expect(byRequest[0]!.acceleratorJoules).toBe(2 + 30 + (4 + 40) + (4 + 50));
    expect(byRequest[0]).toMatchObject({ prefillSeconds: 1, decodeSeconds: 2 });
  });

  it('lets the last admitted wait when the contexts no longer fit into a step, and cuts no prompt', () => {
    const requests = [makeRequest(0, 3, 4), makeRequest(0, 4, 3), makeRequest(0, 3, 1)];
    const { byRequest, replicas } = play(requests, pool);
    // A3 B4 | A4 B5 | A5, B out (it has 6) | A6 | B6 C3: the third has no room before the first has gone.
    expect(ends(byRequest)).toEqual([4, 5, 5]);
    expect(byRequest[1]).toMatchObject({ preemptions: 1, preemptedSeconds: 2, outputTokens: 3 });
    expect(replicas[0]).toMatchObject({ preemptions: 1 });
  });

  it('rejects what would outgrow a step on its own', () => {
    const { byRequest } = play([makeRequest(0, 6, 4), makeRequest(0, 6, 5)], pool);
    expect(outcomes(byRequest)).toEqual(['completed', 'rejected']);
  });
});

describe('speculation', () => {
  const drafting = (tokens: number, acceptance: number, choice: PoolChoice = {}): PoolChoice => ({
    decoding: { kind: 'speculation', tokens, acceptance, draft: { kind: 'stated' } },
    ...choice,
  });

  it('makes all drafted tokens and one more when all are accepted, and no more than the answer has', () => {
    const { byRequest, gaps, replicas } = play([makeRequest(0, 4, 9)], drafting(2, 1));
    // 1 with the prompt, then 3, 3 and the last 2
    expect(byRequest[0]).toMatchObject({
      outputTokens: 9,
      completionSeconds: 4,
      tpotSeconds: 3 / 8,
    });
    expect(gaps).toEqual([[1, 1, 1]]);
    expect(replicas[0]).toMatchObject({ steps: 4, outputTokens: 9 });
  });

  it('makes a token per step when none is accepted', () => {
    const { byRequest } = play([makeRequest(0, 4, 5)], drafting(3, 0));
    expect(byRequest[0]).toMatchObject({ outputTokens: 5, completionSeconds: 5 });
  });

  it('has blocks for drafts before its step, and gives back those of refused ones', () => {
    const tight = (kvBlocks: number) =>
      play([makeRequest(0, 3, 3)], drafting(3, 0, { kvBlocks, engine: { blockTokens: 1 } }));
    // In the step of the last token 4 are cached, and 4 more must have room.
    expect(outcomes(tight(8).rows)).toEqual(['completed']);
    expect(outcomes(tight(7).rows)).toEqual(['rejected']);
    const two = [makeRequest(0, 3, 3), makeRequest(0, 3, 3)];
    const room = (kvBlocks: number) =>
      play(two, drafting(3, 0, { kvBlocks, engine: { blockTokens: 1 } })).replicas[0]!.preemptions;
    // Steps need 14, then, with a token each, 16.
    expect([room(16), room(15), room(14)]).toEqual([0, 1, 1]);
  });

  it('leaves prompts what its drafts have left of the budget', () => {
    const pool = drafting(3, 0, { engine: { maxBatchedTokens: 6 } });
    const { byRequest } = play([makeRequest(0, 2, 9), makeRequest(0.5, 6, 1)], pool);
    expect(byRequest[1]).toMatchObject({ prefillSeconds: 3, completionSeconds: 4 });
  });
});

describe('one instant', () => {
  const joining = (at: number) => {
    const { byRequest } = play([makeRequest(0, 1, 3), makeRequest(at, 1, 1)]);
    return byRequest[1]!.completionSeconds;
  };

  it('lets an arrival at a boundary, or up to 1 ns after it, join the step that starts there', () => {
    expect(joining(1)).toBe(2);
    expect(joining(1 + 5e-10)).toBe(2);
    expect(joining(1 + 2e-9)).toBe(3);
    expect(joining(1 - 1e-6)).toBe(2);
  });

  it('shows completions to the router before arrivals', () => {
    const requests = [
      makeRequest(0, 1, 1),
      makeRequest(0, 1, 3),
      makeRequest(1, 1, 1),
      makeRequest(1, 1, 1),
    ];
    const { byRequest } = play(requests, { replicas: 2 });
    expect(byRequest.map((row) => row.replica)).toEqual([0, 1, 0, 0]);
  });

  it('frees a slot for the step that starts at the completion', () => {
    const requests = [makeRequest(0, 1, 1), makeRequest(1, 1, 1)];
    const { byRequest, exercised } = play(requests, { engine: { maxSequences: 1 } });
    expect(ends(byRequest)).toEqual([1, 2]);
    expect(exercised.ties).toBe(1);
  });

  it('plans an idle replica after all arrivals of the instant', () => {
    const { replicas } = play([makeRequest(2, 1, 1), makeRequest(2, 1, 1)]);
    expect(replicas[0]!.steps).toBe(1);
  });

  it('numbers requests by time, then workload, then row', () => {
    const scenario = makeScenario({ workloads: [makeWorkload(), makeWorkload()] });
    const first = [makeRequest(1, 1, 1), makeRequest(2, 1, 2)];
    const second = [makeRequest(0, 1, 1), makeRequest(1, 1, 1), makeRequest(1, 1, 1)];
    const { rows } = runPlain({ scenario, requests: [first, second], steps: [oneSecond] });
    const arrivals = [...rows].sort((a, b) => a.request - b.request);
    expect(arrivals.map((row) => row.workload)).toEqual([1, 0, 1, 1, 0]);
  });
});

describe('clients that give up', () => {
  const withTimeout = (totalSeconds: number, firstTokenSeconds = Infinity) => ({
    workloads: [makeWorkload({ timeout: { totalSeconds, firstTokenSeconds } })],
  });

  it('leave a running batch at the next boundary, with what they had', () => {
    const { byRequest, gaps } = play([makeRequest(0, 1, 9)], {}, withTimeout(2.5));
    expect(byRequest[0]).toMatchObject({
      outcome: 'expired',
      completionSeconds: 3,
      outputTokens: 3,
      acceleratorJoules: 300,
      sloMet: false,
    });
    expect(gaps).toEqual([[1, 1]]);
  });

  it('are served when the last token comes at that boundary', () => {
    expect(outcomes(play([makeRequest(0, 1, 3)], {}, withTimeout(2.5)).rows)).toEqual([
      'completed',
    ]);
  });

  it('leave a queue at once', () => {
    const one = { engine: { maxSequences: 1 } };
    const requests = [makeRequest(0, 1, 4), makeRequest(0.25, 1, 1)];
    const { byRequest } = play(requests, one, withTimeout(3.5));
    expect(byRequest[0]).toMatchObject({ outcome: 'completed', completionSeconds: 4 });
    expect(byRequest[1]).toMatchObject({
      outcome: 'expired',
      completionSeconds: 3.75,
      queueSeconds: 3.5,
      e2eSeconds: 3.5,
      firstTokenSeconds: NaN,
      acceleratorJoules: 0,
    });
  });

  it('free the boundary at which they leave for others', () => {
    const one = { engine: { maxSequences: 1 } };
    const requests = [makeRequest(0, 1, 9), makeRequest(1, 1, 1)];
    const { byRequest } = play(requests, one, withTimeout(3));
    expect(ends(byRequest)).toEqual([3, 4]);
    expect(outcomes(byRequest)).toEqual(['expired', 'completed']);
  });

  it('accept a first token at the deadline but none after it', () => {
    const chunked = { engine: { maxBatchedTokens: 4 } };
    const onTime = play([makeRequest(0, 8, 3)], chunked, withTimeout(Infinity, 2));
    expect(onTime.rows[0]).toMatchObject({ outcome: 'completed', completionSeconds: 4 });
    const late = play([makeRequest(0, 8, 3)], chunked, withTimeout(Infinity, 1.5));
    expect(late.rows[0]).toMatchObject({ outcome: 'expired', completionSeconds: 2 });
    expect(late.rows[0]).toMatchObject({ outputTokens: 1, firstTokenSeconds: 2 });
    const between = play([makeRequest(0, 12, 3)], chunked, withTimeout(Infinity, 2));
    expect(between.rows[0]).toMatchObject({ outcome: 'expired', completionSeconds: 2 });
    expect(between.rows[0]).toMatchObject({ outputTokens: 0, prefillSeconds: 2 });
  });

  it('leave the queue after a preemption, too', () => {
    const pool = { kvBlocks: 5, engine: { maxBatchedTokens: 4, blockTokens: 2 } };
    const requests = [makeRequest(0, 3, 4), makeRequest(0, 3, 4)];
    const { byRequest } = play(requests, pool, withTimeout(3.5));
    expect(byRequest[0]).toMatchObject({ outcome: 'completed', completionSeconds: 4 });
    expect(byRequest[1]).toMatchObject({
      outcome: 'expired',
      completionSeconds: 3.5,
      preemptedSeconds: 0.5,
      outputTokens: 2,
    });
  });
});

describe('the API', () => {
  it('holds a request before the scheduler has it, which is no queueing', () => {
    const requests = [makeRequest(0, 1, 2), makeRequest(0.5, 1, 1)];
    const { byRequest } = play(requests, { apiSeconds: 0.75, engine: { maxSequences: 1 } });
    expect(byRequest[0]).toMatchObject({ hostSeconds: 0.75, queueSeconds: 0, ttftSeconds: 1.75 });
    expect(byRequest[1]).toMatchObject({ hostSeconds: 0.75, queueSeconds: 1.5, e2eSeconds: 3.25 });
  });

  it('is left at once by a client that gives up', () => {
    const timeout = { totalSeconds: 0.5, firstTokenSeconds: Infinity };
    const { byRequest, exercised, replicas } = play(
      [makeRequest(0, 1, 2)],
      { apiSeconds: 0.75 },
      { workloads: [makeWorkload({ timeout })] },
    );
    expect(byRequest[0]).toMatchObject({ outcome: 'expired', hostSeconds: 0.5, queueSeconds: 0 });
    expect(exercised.leftApi).toBe(1);
    expect(replicas[0]!.steps).toBe(0);
  });
});

describe('policies', () => {
  const one = { maxSequences: 1 };

  it('admits by priority, then arrival', () => {
    const requests = [0, 1, 5, 5, 0].map((priority, i) => makeRequest(i / 10, 1, 1, { priority }));
    const { byRequest } = play(requests, { engine: { ...one, scheduler: 'priority' } });
    expect(ends(byRequest)).toEqual([1, 4, 2, 3, 5]);
  });

  it('admits the shortest prediction first', () => {
    const requests = [7, 5, 3, 5].map((predictedTokens, i) =>
      makeRequest(i / 10, 1, 1, { predictedTokens }),
    );
    const { byRequest } = play(requests, { engine: { ...one, scheduler: 'sjf' } });
    expect(ends(byRequest)).toEqual([1, 3, 2, 4]);
  });

  const routed = (policy: 'round-robin' | 'least-outstanding' | 'least-tokens') => {
    const requests = [
      makeRequest(0, 50, 9, { maxTokens: 9 }),
      makeRequest(0, 5, 9, { maxTokens: 9 }),
      makeRequest(0, 5, 1, { maxTokens: 1 }),
      makeRequest(1, 5, 9, { maxTokens: 9 }),
    ];
    const { routing } = makeScenario();
    const { byRequest } = play(requests, { replicas: 2 }, { routing: { ...routing, policy } });
    return byRequest.map((row) => row.replica);
  };

  it('routes as its name says', () => {
    expect(routed('round-robin')).toEqual([0, 1, 0, 1]);
    expect(routed('least-outstanding')).toEqual([0, 1, 0, 0]);
    expect(routed('least-tokens')).toEqual([0, 1, 1, 1]);
  });

  it('holds requests in the central queue until an end frees a place', () => {
    const routing = {
      ...makeScenario().routing,
      queue: 'pool',
      maxOutstandingPerReplica: 1,
    } as const;
    const requests = [makeRequest(0, 1, 3), makeRequest(0, 1, 2), makeRequest(0.5, 1, 1)];
    const { byRequest, exercised } = play(requests, { replicas: 2 }, { routing });
    expect(byRequest.map((row) => row.replica)).toEqual([0, 1, 1]);
    expect(ends(byRequest)).toEqual([3, 2, 3]);
    expect(exercised.heldBack).toBe(1);
  });

  it('rejects by the number that waits for a first step and by the number in the system', () => {
    const requests = [0, 0.1, 0.2, 1].map((at) => makeRequest(at, 1, 2));
    const pool = { engine: one };
    const queued = { policy: 'queue-cap', maxQueued: 1, maxOutstanding: Infinity } as const;
    expect(outcomes(play(requests, pool, { admission: queued }).byRequest)).toEqual([
      ...['completed', 'completed', 'rejected', 'rejected'],
    ]);
    const outstanding = { policy: 'queue-cap', maxQueued: Infinity, maxOutstanding: 3 } as const;
    expect(outcomes(play(requests, pool, { admission: outstanding }).byRequest)).toEqual([
      ...['completed', 'completed', 'completed', 'rejected'],
    ]);
  });
});

describe('the horizon', () => {
  const requests = [0, 1, 2, 3].map((at) => makeRequest(at, 1, 4));
  const { horizon } = makeScenario();

  it('stops arrivals after a number of requests or at an instant, which still counts', () => {
    const byNumber = { horizon: { ...horizon, maxRequests: 3 } };
    expect(play(requests, {}, byNumber).rows).toHaveLength(3);
    const byTime = { horizon: { ...horizon, durationSeconds: 1 } };
    expect(play(requests, {}, byTime).rows).toHaveLength(2);
  });

  it('cuts what still runs and counts its joules until then', () => {
    const cut = { horizon: { ...horizon, drainSeconds: 2.5 } };
    const { rows, replicas, endSeconds } = play(requests, { idleWatts: 10 }, cut);
    expect(endSeconds).toBe(5.5);
    expect(outcomes(rows)).toEqual(['completed', 'completed', 'in-flight', 'in-flight']);
    expect(rows[2]).toMatchObject({ request: 2, completionSeconds: NaN, outputTokens: 3 });
    const joules = rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);
    expect(joules).toBeCloseTo(550, 12);
    expect(replicas[0]).toMatchObject({ busySeconds: 5.5, idleJoules: 0 });
  });

  it('drains from the duration, and goes on until then though nobody comes any more', () => {
    const cut = { horizon: { ...horizon, durationSeconds: 2.5, drainSeconds: 2 } };
    const { byRequest, endSeconds } = play(requests, {}, cut);
    expect(outcomes(byRequest)).toEqual(['completed', 'in-flight', 'in-flight']);
    expect(endSeconds).toBe(4.5);
    const longer = { horizon: { ...horizon, durationSeconds: 3.5, drainSeconds: 2 } };
    expect(play(requests, {}, longer).endSeconds).toBe(5.5);
    const idle = play(
      requests,
      { idleWatts: 10 },
      { horizon: { ...horizon, durationSeconds: 50 } },
    );
    expect(idle.endSeconds).toBe(50);
    expect(idle.replicas[0]?.idleJoules).toBeCloseTo(10 * (50 - idle.replicas[0]!.busySeconds), 9);
  });

  it('lets everything else that happens at the instant of the cut happen first', () => {
    const cut = { horizon: { ...horizon, drainSeconds: 2 } };
    const { byRequest, endSeconds } = play(requests, {}, cut);
    expect(outcomes(byRequest)).toEqual(['completed', 'completed', 'in-flight', 'in-flight']);
    expect(byRequest[3]).toMatchObject({ outputTokens: 2, decodeSeconds: 1 });
    expect(endSeconds).toBe(5);
  });

  it('marks what warm-up does not measure', () => {
    const warmup = { horizon: { ...horizon, warmupRequests: 1, warmupSeconds: 2 } };
    const { byRequest } = play(requests, {}, warmup);
    expect(byRequest.map((row) => row.measured)).toEqual([false, false, true, true]);
  });
});

import { describe, expect, it } from 'vitest';
import type { CompiledFailure } from '../../../src/compile/compiled.ts';
import type { LostWork } from '../../../src/scenario/failures.ts';
import { makePool, makeRequest, makeScenario, makeWorkload } from '../../differential/builders.ts';
import { runProduct } from '../../differential/product.ts';

interface Blow {
  readonly at: number;
  /** Replicas that go down together. */
  readonly replicas: readonly number[];
  readonly lasts?: number;
  readonly inFlight?: LostWork;
  readonly kind?: 'gpu' | 'upgrade';
}

const blowOf = ({
  at,
  replicas,
  lasts = 1,
  inFlight = 'retried',
  kind = 'gpu',
}: Blow): CompiledFailure => ({
  kind,
  when: { atSeconds: at, unit: 0 },
  duration: { distribution: 'fixed', seconds: lasts },
  restartSeconds: 0.5,
  inFlight,
  powered: true,
  noticeSeconds: 0,
  slowdown: 1,
  atOnce: 1,
  nodesPerRack: 1,
  racksPerFeed: 1,
  units: [replicas],
});

interface Choice {
  readonly decoders?: number;
  /** When requests come. */
  readonly arrivals?: readonly number[];
  readonly timeout?: number;
  readonly streamedLayers?: number;
}

/** Replica 0 computes prompts, the others decode; every step lasts a second, adapters carry a prompt in 2 s and 0.25 s more. */
function play(blows: readonly Blow[], choice: Choice = {}) {
  const { decoders = 1, arrivals = [0], timeout = Number.POSITIVE_INFINITY } = choice;
  const { streamedLayers = 1 } = choice;
  const network = { bytesPerSecond: 20, latencySeconds: 0.25 };
  const handOff = {
    ...{ group: 1, leastPromptTokens: 0, streamedLayers },
    ...{ bytesPerToken: 10, bytesPerSequence: 0 },
  };
  const decoder = { name: 'd', network, role: 'decode', group: 1, firstReplica: 1 } as const;
  const scenario = makeScenario({
    workloads: [makeWorkload({ timeout: { totalSeconds: timeout, firstTokenSeconds: Infinity } })],
    pools: [
      makePool({ name: 'p', network, role: 'prefill' }),
      makePool({ ...decoder, replicas: decoders }),
    ],
    groups: [
      { model: 'm', replicas: [0], handOff },
      { model: 'm decode', replicas: Array.from({ length: decoders }, (_, i) => i + 1) },
    ],
    failures: blows.map(blowOf),
  });
  const requests = [arrivals.map((arrival) => makeRequest(arrival, 4, 3))];
  // a run ends with an assertion where blocks are left behind
  const run = runProduct({ scenario, requests }, { stepping: 'stretched' });
  const stepwise = runProduct({ scenario, requests }, { stepping: 'stepwise' });
  expect(stepwise.rows).toEqual(run.rows);
  const rows = [...run.rows].sort((a, b) => a.request - b.request);
  const { availability, wholeRun, outcomes } = run.totals;
  expect(outcomes.flat().reduce((sum, count) => sum + count, 0)).toBe(arrivals.length);
  expect(wholeRun.attributedJoules + wholeRun.idleJoules).toBeCloseTo(wholeRun.totalJoules, 6);
  return { rows, first: rows[0]!, availability: availability! };
}

const PROMPTS = [0];
const ANSWERS = [1];

// without a failure: prompt until 1, carried until 3, landed at 3.25, decoded until 5.25
describe('the failure of a replica that computes prompts', () => {
  it('begins a prompt anew that it was computing', () => {
    // back at 2: prompt until 3, landed at 5.25
    const { first, availability } = play([{ at: 0.5, replicas: PROMPTS }]);
    expect(first).toMatchObject({ attempts: 2, firstTokenSeconds: 3, completionSeconds: 7.25 });
    expect(availability).toMatchObject({ lostRequests: 1, lostTokens: 0, replayedTokens: 0 });
  });

  it('loses a prompt that is on its way, with the token that its client has seen', () => {
    // back at 3.5: prompt until 4.5, landed at 6.75
    const { first, availability } = play([{ at: 2, replicas: PROMPTS }]);
    expect(first).toMatchObject({
      ...{ attempts: 2, firstTokenSeconds: 1, completionSeconds: 8.75, outputTokens: 3 },
      // two prompts, and the step of the token after
      ...{ prefillSeconds: 3, preemptedSeconds: 1.5, transferSeconds: 1 + 2.25 },
    });
    expect(availability).toMatchObject({ lostRequests: 1, lostTokens: 1, replayedTokens: 4 });
  });

  it('loses one that nobody has room for yet', () => {
    // its decoder is down from 0.5 until 30: it waits where it was computed when this fails, too
    const { first } = play([
      { at: 0.5, replicas: ANSWERS, lasts: 29.5 },
      { at: 2, replicas: PROMPTS },
    ]);
    expect(first).toMatchObject({ attempts: 2, transferSeconds: 1 + 26 + 2.25 });
    expect(first.completionSeconds).toBe(30.5 + 2.25 + 2);
  });

  it('does nothing to one that has landed', () => {
    const { first, availability } = play([{ at: 3.5, replicas: PROMPTS }]);
    expect(first).toMatchObject({ attempts: 1, completionSeconds: 5.25 });
    expect(availability.lostRequests).toBe(0);
  });

  it('has layers carried anew while a prompt is computed anew', () => {
    // half of a prompt is carried while it is computed: until 1, and from then until 2; after 3.5 as after 0
    const layers = { streamedLayers: 4 };
    expect(play([], layers).first).toMatchObject({
      transferSeconds: 1.25,
      completionSeconds: 4.25,
    });
    const { first } = play([{ at: 2, replicas: PROMPTS }], layers);
    expect(first).toMatchObject({ transferSeconds: 1 + 1.25, completionSeconds: 3.5 + 4.25 });
  });

  it('waits for an upgrade until its last prompt is copied', () => {
    const { first, availability } = play([{ at: 2, replicas: PROMPTS, kind: 'upgrade' }]);
    expect(first).toMatchObject({ attempts: 1, completionSeconds: 5.25 });
    // copied at 3.25
    expect(availability).toMatchObject({ interruptions: 1, recoveries: 1, recoverySeconds: 0.5 });
    expect(availability.replicaSeconds - availability.servingSeconds).toBeCloseTo(0.5, 6);
  });

  it('ends what it had where the file says so', () => {
    const { first } = play([{ at: 2, replicas: PROMPTS, inFlight: 'failed' }]);
    expect(first).toMatchObject({ outcome: 'failed', completionSeconds: 2, transferSeconds: 1 });
  });

  it('ends the wait of a client who gave up while the prompt was on its way', () => {
    const { first } = play([{ at: 2.5, replicas: PROMPTS }], { timeout: 1.5 });
    expect(first).toMatchObject({ outcome: 'expired', completionSeconds: 2.5 });
  });
});

describe('the failure of a replica that decodes', () => {
  it('sends a prompt on its way once more, to another where there is one', () => {
    // back at 3.5, when it is carried anew
    const { first, availability } = play([{ at: 2, replicas: ANSWERS }]);
    expect(first).toMatchObject({
      ...{ attempts: 2, completionSeconds: 7.75, prefillSeconds: 2, transferSeconds: 4.75 },
    });
    const nothing = { lostTokens: 0, lostJoules: 0, replayedTokens: 0 };
    expect(availability).toMatchObject({ lostRequests: 1, ...nothing });
    const elsewhere = play([{ at: 2, replicas: ANSWERS }], { decoders: 2 });
    expect(elsewhere.first).toMatchObject({ attempts: 2, replica: 2, completionSeconds: 6.25 });
  });

  it('has prompts computed anew that had landed', () => {
    // at 4 in the first step after they landed: prompt until 5, its replica is back at 5.5
    const { first, availability } = play([{ at: 4, replicas: ANSWERS }]);
    expect(first).toMatchObject({ attempts: 2, outputTokens: 3, completionSeconds: 9.75 });
    expect(first).toMatchObject({ prefillSeconds: 0.75 + 2 + 1 });
    expect(availability).toMatchObject({ lostTokens: 1, replayedTokens: 4 });
  });

  it('gives the adapters that it kept busy to the next prompt', () => {
    // both prompts end at 1; the first is carried from then on, the second from 3 on, but for the failure
    const { rows } = play([{ at: 2, replicas: ANSWERS }], { decoders: 2, arrivals: [0, 0] });
    // the second lands at 4.25, the first sets out after it, at 4, and lands at 6.25
    expect(rows.map(({ replica }) => replica)).toEqual([2, 2]);
    expect(rows[1]).toMatchObject({ attempts: 1, transferSeconds: 3.25, completionSeconds: 6.25 });
    expect(rows[0]).toMatchObject({ attempts: 2, transferSeconds: 5.25, completionSeconds: 8.25 });
  });

  it('ends what was on its way where the file says so, and the prompt is forgotten', () => {
    const { rows } = play([{ at: 2, replicas: ANSWERS, inFlight: 'failed' }], {
      arrivals: [0, 10],
    });
    expect(rows[0]).toMatchObject({ outcome: 'failed', completionSeconds: 2 });
    expect(rows[1]).toMatchObject({ outcome: 'completed', completionSeconds: 15.25 });
  });

  it('is one loss where the other end of the way fails with it', () => {
    const { first, availability } = play([{ at: 2, replicas: [0, 1] }]);
    expect(first).toMatchObject({ attempts: 2, completionSeconds: 8.75 });
    expect(availability).toMatchObject({ lostRequests: 1, lostTokens: 1 });
  });
});

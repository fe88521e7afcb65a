import { describe, expect, it } from 'vitest';
import type { EngineSpec } from '../../../../src/scenario/scenario.ts';
import { makePool, makeRequest, makeScenario } from '../../../differential/builders.ts';
import { runProduct } from '../../../differential/product.ts';

/** Steps of 10 ms, and 1 ms for each token of a prompt; two clients decode, and prompts of 100 tokens come in between. */
function runWith(engine: Partial<EngineSpec>) {
  const pool = makePool({
    kvBlocks: 1000,
    step: {
      kind: 'affine',
      time: {
        baseSeconds: 0.01,
        perPrefillTokenSeconds: 0.001,
        perDecodeSequenceSeconds: 0,
        perContextTokenSeconds: 0,
      },
      energy: null,
      busyWatts: 700,
    },
    engine: { maxSequences: 8, maxBatchedTokens: 32, ...engine },
  });
  const requests = [
    [
      makeRequest(0, 4, 60),
      makeRequest(0, 4, 60),
      makeRequest(0.2, 100, 2),
      makeRequest(0.4, 100, 2),
    ],
  ];
  const scenario = makeScenario({ pools: [pool] });
  const { rows, gaps } = runProduct({ scenario, requests }, { stepping: 'stretched' });
  const byRequest = [...rows].sort((a, b) => a.request - b.request);
  return { rows: byRequest, gaps: gaps.flat() };
}

describe('prefill-first', () => {
  const mixed = runWith({});
  const alone = runWith({ batching: 'prefill-first' });

  it('brings first tokens earlier, because prompts have the budget for themselves', () => {
    // 100 tokens in chunks of 32, 32, 32 and 4, from the boundary after the arrival: 4 × 10 ms and 100 ms.
    for (const request of [2, 3]) {
      expect(alone.rows[request]!.ttftSeconds).toBeLessThan(
        mixed.rows[request]!.ttftSeconds + 1e-9,
      );
    }
    const arrival = alone.rows[2]!;
    expect(arrival.ttftSeconds - arrival.queueSeconds).toBeCloseTo(0.14, 9);
  });

  it('lets those that decode wait: the tail of their gaps is all steps of a prompt', () => {
    expect(Math.max(...mixed.gaps)).toBeLessThan(0.05);
    // Until the prompt is read, and the step after it.
    expect(Math.max(...alone.gaps)).toBeCloseTo(0.15, 9);
    expect(alone.rows[0]!.worstGapSeconds).toBeCloseTo(0.15, 9);
  });

  it('keeps e2e the sum of its parts', () => {
    for (const row of alone.rows) {
      const parts = row.queueSeconds + row.prefillSeconds + row.decodeSeconds;
      expect(parts + row.preemptedSeconds).toBeCloseTo(row.e2eSeconds, 9);
    }
  });
});

describe('asynchronous scheduling', () => {
  it('lets a request join one step later, and an idle engine begin at once', () => {
    const plain = runWith({});
    const ahead = runWith({ asyncScheduling: true });
    expect(ahead.rows[0]!.queueSeconds).toBe(0);
    const later = ahead.rows[2]!.queueSeconds - plain.rows[2]!.queueSeconds;
    expect(later).toBeCloseTo(0.01, 9);
  });

  it('gives the place of one that has ended to the next a step later', () => {
    const one = { maxSequences: 2 };
    const plain = runWith(one);
    const ahead = runWith({ ...one, asyncScheduling: true });
    // Both places come free at once, with nobody left to run: the engine waits for what it has done.
    const free = (rows: typeof plain.rows) =>
      rows[2]!.arrivalSeconds + rows[2]!.queueSeconds - rows[0]!.completionSeconds;
    expect(free(plain.rows)).toBeCloseTo(0, 9);
    expect(free(ahead.rows)).toBeCloseTo(0, 9);
    const three = { maxSequences: 3 };
    // Request 2 ends while the first two decode: request 3 takes its place.
    const waits = ({ rows }: typeof plain) =>
      rows[3]!.arrivalSeconds + rows[3]!.queueSeconds - rows[2]!.completionSeconds;
    expect(waits(runWith(three))).toBeLessThanOrEqual(
      waits(runWith({ ...three, asyncScheduling: true })),
    );
  });

  it('leaves no block behind where the run is over before the next plan', () => {
    // both end at one instant: the first replica's plan waits for the second, after which nothing is left to plan for
    const pool = makePool({ replicas: 2, engine: { asyncScheduling: true } });
    const requests = [[makeRequest(0, 1, 1), makeRequest(0, 1, 1)]];
    const scenario = makeScenario({ pools: [pool] });
    const { rows } = runProduct({ scenario, requests }, { stepping: 'stretched' });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });
});

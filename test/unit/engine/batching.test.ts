import { describe, expect, it } from 'vitest';
import type { EngineSpec } from '../../../src/scenario/scenario.ts';
import { makePool, makeScenario, makeWorkload } from '../../differential/builders.ts';
import { runProduct } from '../../differential/product.ts';
import type { RequestSpec } from '../../differential/records.ts';

const request = (arrivalSeconds: number, promptTokens: number, outputTokens: number) =>
  ({
    arrivalSeconds,
    promptTokens,
    outputTokens,
    maxTokens: 20,
    priority: 0,
    tenant: 0,
    predictedTokens: outputTokens,
  }) satisfies RequestSpec;

/** Steps of 1 s, a second more per decoding sequence, and a joule per decoded token. */
const step = {
  kind: 'affine',
  time: {
    baseSeconds: 1,
    perPrefillTokenSeconds: 0,
    perDecodeSequenceSeconds: 1,
    perContextTokenSeconds: 0,
  },
  energy: {
    baseJoules: 0,
    perPrefillTokenJoules: 0,
    perDecodeSequenceJoules: 1,
    perContextTokenJoules: 0,
  },
  busyWatts: 0,
} as const;

/** Ends by request, in seconds. */
function play(engine: Partial<EngineSpec>, requests: readonly RequestSpec[], kvBlocks = 64) {
  const pools = [makePool({ step, engine, kvBlocks, contextTokens: 64 })];
  const scenario = makeScenario({ pools, workloads: [makeWorkload()] });
  const [stretched, stepwise] = (['stretched', 'stepwise'] as const).map((stepping) =>
    runProduct({ scenario, requests: [requests] }, { stepping }),
  );
  expect(stepwise!.rows).toEqual(stretched!.rows);
  const rows = [...stretched!.rows].sort((a, b) => a.request - b.request);
  return { rows, ends: rows.map((row) => row.completionSeconds) };
}

describe('a static batch', () => {
  const requests = [request(0, 8, 2), request(0, 8, 4), request(0.5, 8, 1)];

  it('keeps its width and its door shut until the last answer is complete', () => {
    const { ends } = play({ batching: 'static', maxSequences: 2 }, requests);
    // prompts until 1; three steps as wide as two until 4, 7 and 10; then the third alone
    expect(ends).toEqual([4, 10, 11]);
  });

  it('lets who runs own what is computed for those that have ended', () => {
    const { rows } = play({ batching: 'static', maxSequences: 2 }, requests);
    expect(rows.map((row) => row.acceleratorJoules)).toEqual([1, 1 + 2 + 2, 0]);
  });

  it('is narrower and open where batching is continuous', () => {
    const { ends } = play({ maxSequences: 2 }, requests);
    // the third joins at 4 beside the second, which then decodes alone
    expect(ends).toEqual([4, 8, 6]);
  });
});

describe('orca', () => {
  it('takes whole prompts as far as the budget goes, and one of any length', () => {
    const requests = [request(0, 30, 1), request(0, 6, 1), request(0, 4, 1), request(0, 9, 1)];
    const { ends } = play({ batching: 'orca', maxSequences: 4, maxBatchedTokens: 12 }, requests);
    expect(ends).toEqual([1, 2, 2, 3]);
  });

  it('reserves what a client allows, so that nobody is preempted and others wait', () => {
    const requests = [request(0, 12, 5), request(0, 12, 5)];
    // each may come to 31 tokens with keys and values: two blocks of 16, of which there are three
    const { ends, rows } = play({ batching: 'orca', maxSequences: 4 }, requests, 3);
    expect(ends).toEqual([9, 18]);
    expect(rows.map(({ preemptions }) => preemptions)).toEqual([0, 0]);
    const { rows: continuous } = play({ maxSequences: 4 }, requests, 3);
    expect(continuous[1]!.queueSeconds).toBe(0);
  });

  it('rejects what could never be reserved', () => {
    const { rows } = play({ batching: 'orca' }, [request(0, 12, 1), request(0, 13, 1)], 2);
    // 12 + 20 tokens, the last of which is never stored, have room in two blocks; and so have 13 + 20
    expect(rows.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    const { rows: larger } = play({ batching: 'orca' }, [request(0, 14, 1)], 2);
    expect(larger[0]!.outcome).toBe('rejected');
  });
});

describe('an engine that preempts nobody', () => {
  it('holds blocks for what a client allows, and cuts prompts as before', () => {
    const requests = [request(0, 12, 5), request(0, 12, 5)];
    const none = { preemption: 'none', maxSequences: 4, maxBatchedTokens: 8 } as const;
    // as with orca, each may come to two blocks of three; prompts of 12 take two steps of 8
    expect(play(none, requests, 3).ends).toEqual([10, 20]);
    expect(play(none, requests, 4).ends).toEqual([12, 16]);
  });
});

describe('a full prompt', () => {
  it('waits for blocks for all of it, where others begin with a chunk', () => {
    const requests = [request(0, 16, 3), request(0, 32, 1)];
    const small = { maxSequences: 4, maxBatchedTokens: 32 };
    // the first has taken a block of three and needs another: two chunks of 16 and 15, and the rest after its end
    expect(play(small, requests, 4).rows.map((row) => row.queueSeconds)).toEqual([0, 0]);
    const { rows } = play({ ...small, reserveFullPrompt: true }, requests, 2);
    expect(rows[1]!.queueSeconds).toBe(rows[0]!.completionSeconds);
  });
});

describe('sarathi', () => {
  it('fills a step with one prompt’s chunk beside those that decode', () => {
    const requests = [request(0, 8, 6), request(0, 16, 1), request(0, 2, 1)];
    const { rows, ends } = play(
      { batching: 'sarathi', maxSequences: 4, maxBatchedTokens: 9 },
      requests,
    );
    // 8 tokens until 1; then 8 and 8 beside the first until 3 and 5; then the third until 7; two more alone
    expect(ends).toEqual([11, 5, 7]);
    expect(rows[0]!.firstTokenSeconds).toBe(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { waitSeconds } from '../../../../src/engine/clients/clients.ts';
import type { Retry } from '../../../../src/scenario/clients.ts';
import { byRequest, type RecordedRow, record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

interface Choice {
  readonly arrivals?: string;
  readonly outputs?: string;
  readonly kvBlocks?: number;
  readonly horizon?: string;
  /** Further blocks of the file. */
  readonly more?: string;
}

/** Steps of a second, one sequence at a time: a request of n tokens takes n seconds; one comes each second. */
function play(clients: string, choice: Choice = {}) {
  const text = `
name: clients
horizon: ${choice.horizon ?? '{ requests: 3, warmup: 0% }'}
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: ${choice.arrivals ?? '{ process: deterministic, rate: 1/s }'}
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: ${choice.outputs ?? '{ distribution: fixed, value: 4 }'}
    ${clients}
pools:
  - name: chip
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { maxSequences: 1, kvBlocks: ${choice.kvBlocks ?? 100}, stepTime: { kind: affine, base: 1s } }
${choice.more ?? ''}
outputs: { timeseries: none }
`;
  return record(compileScenario(scenarioOf(text), { traces: {} }));
}

const shown = (rows: readonly RecordedRow[]) =>
  rows.map(({ question, tries, arrivalSeconds, outcome, completionSeconds }) => [
    question,
    tries,
    arrivalSeconds,
    outcome,
    completionSeconds,
  ]);

const capped = { more: 'admission: { policy: queue-cap, maxOutstanding: 1 }' };

describe('clients who ask again', () => {
  it('come after their back-off, as requests with numbers of their own', () => {
    const run = play('retry: { base: 1.25s, multiplier: 3, jitter: 0, maxAttempts: 3 }', capped);
    // 1 is served until 5; 2 comes at 2, 3.25 and, thrice as long after that, at 7; 3 at 3, 4.25 and 8
    expect(shown(byRequest(run))).toEqual([
      [0, 1, 1, 'completed', 5],
      [1, 1, 2, 'rejected', 2],
      [2, 1, 3, 'rejected', 3],
      [1, 2, 3.25, 'rejected', 3.25],
      [2, 2, 4.25, 'rejected', 4.25],
      [1, 3, 7, 'completed', 11],
      [2, 3, 8, 'rejected', 8],
    ]);
    expect(run.questions.map(({ outcome, seconds, tries }) => [outcome, seconds, tries])).toEqual([
      ['completed', 4, 1],
      ['rejected', 5, 3],
      ['completed', 9, 3],
    ]);
  });

  it('ask no more than so often, after the outcomes that they heed alone, and wait no longer than the cap', () => {
    const run = play('retry: { base: 1s, cap: 1s, jitter: 0, on: [shed] }', capped);
    expect(run.rows.map(({ tries }) => tries)).toEqual([1, 1, 1]);
    const often = play('retry: { base: 100ms, cap: 100ms, jitter: 0, maxAttempts: 5 }', capped);
    expect(
      often.rows.filter(({ question }) => question === 1).map(({ arrivalSeconds: s }) => s),
    ).toEqual([2, 2.1, 2.2, 2.3000000000000003, 2.4000000000000004]);
  });

  it('ask again when their time is up', () => {
    const run = play('timeout: { total: 1.5s }\n    retry: { base: 1s, jitter: 0 }', {
      outputs: '{ distribution: fixed, value: 9 }',
    });
    expect(run.rows.every(({ outcome }) => outcome === 'expired')).toBe(true);
    expect(run.rows.length).toBe(9);
  });

  it('do not ask again for what no replica could ever serve', () => {
    const run = play('retry: { jitter: 0 }', {
      outputs: '{ distribution: uniform, min: 1, max: 60 }',
      kvBlocks: 2,
      horizon: '{ requests: 20, warmup: 0% }',
    });
    const rejected = run.rows.filter(({ outcome }) => outcome === 'rejected');
    expect(rejected.length).toBeGreaterThan(3);
    expect(run.rows.every(({ tries }) => tries === 1)).toBe(true);
  });

  it('are cut off with the run', () => {
    const horizon = '{ requests: 3, warmup: 0%, drain: 5s }';
    const run = play('retry: { base: 60s, cap: 60s }', { ...capped, horizon });
    expect(run.questions.map(({ outcome }) => outcome)).toEqual([
      'completed',
      'in-flight',
      'in-flight',
    ]);
    expect(run.rows.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'completed']);
  });

  it('hold back the next request of a closed loop until their question is over', () => {
    const arrivals = '{ process: closed-loop, concurrency: 2, thinkTime: 1s, retryAfter: 1s }';
    const run = play('retry: { base: 1.5s, multiplier: 1, jitter: 0, maxAttempts: 4 }', {
      ...capped,
      arrivals,
    });
    // the second client asks at 0, 1.5, 3 and, in the lane of arrivals, at 4.5
    expect(shown(byRequest(run))).toEqual([
      [0, 1, 0, 'completed', 4],
      [1, 1, 0, 'rejected', 0],
      [1, 2, 1.5, 'rejected', 1.5],
      [1, 3, 3, 'rejected', 3],
      [1, 4, 4.5, 'completed', 8.5],
      [2, 1, 5, 'rejected', 5],
      [2, 2, 6.5, 'rejected', 6.5],
      [2, 3, 8, 'rejected', 8],
      [2, 4, 9.5, 'completed', 13.5],
    ]);
  });
});

describe('clients whose questions a strategy answers', () => {
  const voting = (clients: string) => `task: { abilities: [{ model: llama-3.1-8b, passAt1: 0.5 }] }
    strategy: { kind: majority-vote, samples: 3 }
    ${clients}`;

  it('ask for all of it again, and for the same problem', () => {
    // three samples of 4 s, one by one: the first question has 12 s, the second is due while those of the first run
    const clients = 'timeout: { total: 13s }\n    retry: { base: 1.5s, jitter: 0 }';
    const run = play(voting(clients), { horizon: '{ requests: 2, warmup: 0% }' });
    const rows = byRequest(run);
    expect(shown(rows)).toEqual([
      [0, 1, 1, 'completed', 13],
      [1, 1, 2, 'expired', 15],
      [1, 2, 16.5, 'completed', 28.5],
    ]);
    // a sample reads one token of prompt; two never ran, one ran for 2 s
    expect(rows.map(({ calls, promptTokens }) => [calls, promptTokens])).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
    ]);
    expect(rows[1]!.outputTokens).toBe(2);
    expect(rows[2]!.difficulty).toBe(rows[1]!.difficulty);
    expect(rows[0]!.difficulty).not.toBe(rows[1]!.difficulty);
    expect(run.questions.map(({ outcome, seconds, tries }) => [outcome, seconds, tries])).toEqual([
      ['completed', 12, 1],
      ['completed', 26.5, 2],
    ]);
  });

  it('leave when their patience ends, since the answer is the first that they see', () => {
    const horizon = '{ requests: 2, warmup: 0% }';
    for (const until of ['first-token', 'end']) {
      const run = play(voting(`cancel: { patience: 11.5s, until: ${until} }`), { horizon });
      expect(shown(byRequest(run))).toEqual([
        [0, 1, 1, 'cancelled', 12.5],
        [1, 1, 2, 'cancelled', 13.5],
      ]);
    }
  });
});

describe('the wait before asking again', () => {
  const retry: Retry = {
    maxAttempts: 9,
    baseSeconds: 0.5,
    multiplier: 2,
    capSeconds: 8,
    jitter: 0.25,
    on: ['shed'],
  };

  it('doubles up to its cap, less a random share', () => {
    expect([1, 2, 3, 4, 5, 6].map((tries) => waitSeconds(retry, tries, 0))).toEqual([
      0.5, 1, 2, 4, 8, 8,
    ]);
    expect(waitSeconds(retry, 3, 1)).toBe(1.5);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tries, u) => {
          const wait = waitSeconds(retry, tries, u);
          expect(wait).toBeLessThanOrEqual(8);
          expect(wait).toBeGreaterThanOrEqual(0.375);
        },
      ),
      { seed: 5, numRuns: 50 },
    );
  });
});

describe('clients who lose patience', () => {
  it('leave without a first token, and stay with one', () => {
    const run = play('cancel: { patience: 3.5s }');
    // the second has run since 5 when its client leaves at 5.5, and its first token comes half a second late
    expect(shown(byRequest(run))).toEqual([
      [0, 1, 1, 'completed', 5],
      [1, 1, 2, 'cancelled', 6],
      [2, 1, 3, 'cancelled', 7],
    ]);
  });

  it('leave without the whole answer, at the end of a step where it runs', () => {
    const run = play('cancel: { patience: 2.5s, until: end }');
    // the first has run since 1, the second since 4, the third since 5
    expect(shown(byRequest(run))).toEqual([
      [0, 1, 1, 'cancelled', 4],
      [1, 1, 2, 'cancelled', 5],
      [2, 1, 3, 'cancelled', 6],
    ]);
  });

  it('have patiences of their own, whatever else is drawn', () => {
    const law = '{ distribution: weibull, mean: 2s, cv: 0.8 }';
    const waits = (outputs: string) => {
      const horizon = '{ requests: 60, warmup: 0% }';
      const { rows } = play(`cancel: { patience: ${law} }`, { outputs, horizon });
      const gone = rows.filter((row) => row.outcome === 'cancelled' && row.prefillSeconds === 0);
      return new Map(gone.map(({ question, e2eSeconds }) => [question, e2eSeconds]));
    };
    const short = waits('{ distribution: fixed, value: 4 }');
    const long = waits('{ distribution: fixed, value: 9 }');
    const both = [...short].filter(([question]) => long.has(question));
    expect(both.length).toBeGreaterThan(20);
    expect(both.every(([question, wait]) => long.get(question) === wait)).toBe(true);
    expect(new Set(both.map(([, wait]) => wait)).size).toBe(both.length);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { anyDraft, compileDraft, type Draft, seed } from './random-scenario.ts';
import { byRequest, record } from './recorded-run.ts';

const settings = { numRuns: 100, seed };

/** Steps of `share` times their length. */
function withSteps(scenario: CompiledScenario, share: number): CompiledScenario {
  return {
    ...scenario,
    pools: scenario.pools.map((pool) => {
      if (pool.step.kind !== 'affine') throw new Error('only affine steps can be scaled');
      const { time } = pool.step;
      return {
        ...pool,
        step: {
          ...pool.step,
          time: {
            baseSeconds: share * time.baseSeconds,
            perPrefillTokenSeconds: share * time.perPrefillTokenSeconds,
            perDecodeSequenceSeconds: share * time.perDecodeSequenceSeconds,
            perContextTokenSeconds: share * time.perContextTokenSeconds,
          },
        },
      };
    }),
  };
}

/** One replica, first come first served, nobody gives up, room for all: where laws of "more is no slower" can hold. */
const lone = { lone: true, open: true, affine: true, ample: true, patient: true } as const;

function untilEmpty(draft: Draft, requests: number, maxSequences: number): CompiledScenario {
  return compileDraft({
    ...draft,
    horizon: { requests, warmup: '0%' },
    pools: draft.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, maxSequences } })),
  });
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('one replica, first come, first served', () => {
  it('serves nobody later with faster steps, one at a time', () => {
    // with several at a time even this law fails: a faster step may just miss an arrival that a slower one takes along
    fc.assert(
      fc.property(anyDraft(lone), fc.double({ min: 0.2, max: 1, noNaN: true }), (draft, share) => {
        const scenario = untilEmpty(draft, 60, 1);
        const slow = byRequest(record(scenario));
        const fast = byRequest(record(withSteps(scenario, share)));
        for (const [i, row] of fast.entries()) {
          const slack = 1e-8;
          expect(row.firstTokenSeconds).toBeLessThanOrEqual(slow[i]!.firstTokenSeconds + slack);
          expect(row.completionSeconds).toBeLessThanOrEqual(slow[i]!.completionSeconds + slack);
        }
      }),
      settings,
    );
  });

  it('serves no later on average with faster steps, over twenty seeds', () => {
    fc.assert(
      fc.property(
        anyDraft(lone),
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        (draft, share) => {
          const scenario = untilEmpty(draft, 60, 8);
          const differences = Array.from({ length: 20 }, (_, replication) => {
            const slow = record(scenario, [], replication).rows;
            const fast = record(withSteps(scenario, share), [], replication).rows;
            return (
              mean(slow.map((row) => row.e2eSeconds)) - mean(fast.map((row) => row.e2eSeconds))
            );
          });
          expect(mean(differences)).toBeGreaterThan(0);
        },
      ),
      { ...settings, numRuns: 25 },
    );
  });

  it('serves in order of arrival', () => {
    fc.assert(
      fc.property(anyDraft(lone), fc.integer({ min: 1, max: 12 }), (draft, maxSequences) => {
        const rows = byRequest(record(untilEmpty(draft, 80, maxSequences)));
        for (let i = 1; i < rows.length; i++) {
          const [before, row] = [rows[i - 1]!, rows[i]!];
          expect(row.firstTokenSeconds).toBeGreaterThanOrEqual(before.firstTokenSeconds);
          if (maxSequences > 1) continue;
          expect(row.completionSeconds).toBeGreaterThan(before.completionSeconds);
        }
      }),
      settings,
    );
  });

  it('shows the first token no earlier for a longer prompt, alone', () => {
    const tokens = fc.integer({ min: 1, max: 280 });
    fc.assert(
      fc.property(anyDraft(lone), tokens, tokens, (draft, a, b) => {
        const ttft = (value: number) => {
          const promptTokens = { distribution: 'fixed', value };
          const workloads = draft.workloads.map((workload) => ({ ...workload, promptTokens }));
          return (
            record(untilEmpty({ ...draft, workloads }, 1, 4)).rows[0]?.ttftSeconds ?? Number.NaN
          );
        };
        expect(ttft(Math.max(a, b))).toBeGreaterThanOrEqual(ttft(Math.min(a, b)));
      }),
      settings,
    );
  });
});

describe('a request that can never be served', () => {
  it('is rejected, and the run goes on to its end', () => {
    let rejected = 0;
    fc.assert(
      fc.property(
        anyDraft({ patient: true }),
        fc.integer({ min: 16, max: 25 }),
        (draft, kvBlocks) => {
          const scenario = compileDraft({
            ...draft,
            horizon: { requests: 50 },
            admission: { policy: 'always' },
            pools: draft.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, kvBlocks } })),
          });
          const { rows } = record(scenario);
          // the last token is never stored
          const most = kvBlocks * 16 + 1;
          for (const row of rows) {
            const fits = row.promptTokens + row.intendedOutputTokens <= most;
            expect(row.outcome).toBe(fits ? 'completed' : 'rejected');
            if (!fits) rejected++;
          }
        },
      ),
      settings,
    );
    expect(rejected).toBeGreaterThan(settings.numRuns);
  });
});

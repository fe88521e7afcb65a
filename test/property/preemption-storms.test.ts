import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRun } from '../../src/engine/run.ts';
import { type SchedulerName, schedulers } from '../../src/policy/scheduling/index.ts';
import { outcomeCode } from '../../src/record/outcome.ts';
import { makePool, makeRequest, makeScenario, makeWorkload } from '../differential/builders.ts';
import type { RequestSpec } from '../differential/records.ts';
import { seed } from './random-scenario.ts';

const blockTokens = 16;
const names = Object.keys(schedulers) as SchedulerName[];

/** Many requests at once, and a cache that holds the longest of them and not a block more. */
const anyStorm = fc.record({
  lengths: fc.array(
    fc.record({ prompt: fc.integer({ min: 1, max: 90 }), answer: fc.integer({ min: 1, max: 90 }) }),
    { minLength: 5, maxLength: 15 },
  ),
  slots: fc.integer({ min: 2, max: 8 }),
  budget: fc.integer({ min: 8, max: 64 }),
  gap: fc.constantFrom(0, 0.5, 3),
  stepping: fc.constantFrom('stretched' as const, 'stepwise' as const),
  promptsFirst: fc.boolean(),
  // nowhere, room for a few blocks, room for all
  swapBlocks: fc.constantFrom(0, 5, 10, 1000),
});

describe.each(names)('preemption storms under %s', (scheduler) => {
  it('end, each step bringing the oldest sequence on', () => {
    let preemptions = 0;
    let swapped = 0;
    fc.assert(
      fc.property(
        anyStorm,
        ({ lengths, slots, budget, gap, stepping, promptsFirst, swapBlocks }) => {
          const blocksOf = (tokens: number) => Math.ceil(tokens / blockTokens);
          const requests: RequestSpec[] = lengths.map(({ prompt, answer }, i) =>
            makeRequest(i * gap, prompt, answer, { tenant: i % 3, maxTokens: 90 }),
          );
          // every answer may be as long as its client allows, for all that the engine knows
          const kvBlocks = Math.max(...lengths.map(({ prompt }) => blocksOf(prompt + 90)));
          const engine = {
            scheduler,
            maxSequences: slots,
            maxBatchedTokens: budget,
            stepping,
            ...(promptsFirst && { batching: 'prefill-first' as const }),
            ...(swapBlocks > 0 && { preemption: 'swap' as const }),
          };
          const swap = { blocks: swapBlocks, secondsPerBlock: 0.125 };
          const scenario = makeScenario({
            pools: [makePool({ kvBlocks, engine, ...(swapBlocks > 0 && { swap }) })],
            workloads: [makeWorkload({ maxTokens: 90 })],
          });
          let completed = 0;
          let steps = 0;
          const run = createRun(scenario, 0, {
            request: ({ outcome }) => {
              if (outcome === outcomeCode.completed) completed++;
            },
            replica: (row) => {
              steps += row.steps;
              preemptions += row.preemptions;
              swapped += row.swappedTokens;
            },
            timeseries: () => {},
            gap: () => {},
            gaps: () => {},
          });
          const column = (of: (row: RequestSpec) => number) => Int32Array.from(requests, of);
          run.feed(0, {
            length: requests.length,
            arrivalSeconds: Float64Array.from(requests, (row) => row.arrivalSeconds),
            promptTokens: column((row) => row.promptTokens),
            outputTokens: column((row) => row.outputTokens),
            maxTokens: column((row) => row.maxTokens),
            priority: column((row) => row.priority),
            tenant: column((row) => row.tenant),
          });
          run.feed(0, null);
          // a run that goes round in circles would never come back
          expect(run.advance({ maxEvents: 100_000 })).toBe('done');
          expect(completed).toBe(requests.length);
          // the oldest takes a token or a chunk of the budget in every step, and nobody takes its blocks; where prompts
          // go first, it waits between two tokens for as many as the cache holds
          const pause = promptsFirst ? slots + Math.ceil((kvBlocks * blockTokens) / budget) : 0;
          const least = Math.max(1, budget - slots);
          const bound = lengths.reduce(
            (sum, { prompt, answer }) => sum + answer + Math.ceil((prompt + answer) / least) + 1,
            0,
          );
          expect(steps).toBeLessThanOrEqual(bound * (1 + pause));
        },
      ),
      { numRuns: 40, seed },
    );
    expect(preemptions).toBeGreaterThan(100);
    expect(swapped).toBeGreaterThan(1000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyStrategy } from '../../../property/chaos/thinking-twists.ts';
import { byRequest, type RecordedRow, record } from '../../../property/recorded-run.ts';
import { LARGE, thinkingScenario } from '../../../theory/thinking-scenario.ts';
import { bySession } from './task-runs.ts';

type Patch = Readonly<Record<string, unknown>>;

const fixed = (value: number) => ({ distribution: 'fixed', value });
const FRESH = 100;

/** Conversations whose user adds 100 tokens a turn, answered by a strategy, or by one call. */
function turnsOf(strategy: Patch | null, workload: Patch = {}, more: Patch = {}): RecordedRow[][] {
  const arrivals = { process: 'sessions', rate: 2, turns: 4, thinkTime: '1s' };
  const lengths = { promptTokens: fixed(FRESH), outputTokens: fixed(40), maxTokens: 200 };
  const scenario = thinkingScenario({
    requests: 60,
    ...(strategy && { strategy }),
    workload: { arrivals, ...lengths, ...workload },
    more,
  });
  return bySession(byRequest(record(scenario)));
}

/** Tokens in full blocks of 16. */
const inBlocks = (tokens: number) => 16 * Math.floor(tokens / 16);

/** Cached tokens of each turn but the first. */
const found = (sessions: readonly (readonly RecordedRow[])[]) =>
  sessions.flatMap((turns) => turns.slice(1).map(({ turn, cachedTokens }) => [turn, cachedTokens]));

describe('conversations whose turns are answered by a strategy', () => {
  it('are those of one call where the strategy is one sample', () => {
    const workload = { outputTokens: { distribution: 'geometric', mean: 30, max: 200 } };
    const seen = (sessions: RecordedRow[][]) =>
      sessions.flat().map((row) => [row.arrivalSeconds, row.completionSeconds, row.cachedTokens]);
    const one = seen(turnsOf({ kind: 'majority-vote', samples: 1 }, workload));
    expect(one).toEqual(seen(turnsOf(null, workload)));
    expect(one.filter(([, , cached]) => cached! > 0).length).toBeGreaterThan(20);
  });

  it('go on from the delivered answer, and not from samples that lost', () => {
    const sessions = turnsOf({ kind: 'majority-vote', samples: 3 });
    // a sample finds what the delivered one had computed, all but its last token; the two beside it what this one begins with
    const hits = found(sessions);
    expect(hits.length).toBeGreaterThan(30);
    for (const [turn, cached] of hits) {
      const before = 140 * turn!;
      expect(cached).toBe(inBlocks(before - 1) + 2 * inBlocks(before + FRESH - 1));
    }
  });

  it('find the question alone where the answer was written behind a draft and its critique', () => {
    const critic = { outputTokens: 20, fixes: 0.5 };
    const sessions = turnsOf({ kind: 'refine', rounds: 1, critic });
    const hits = found(sessions);
    expect(hits.length).toBeGreaterThan(30);
    for (const [turn, cached] of hits) {
      const question = 140 * turn! + FRESH;
      // the draft finds the question before, the critique the draft, and the revision both
      const draft = inBlocks(question - 140);
      const critique = inBlocks(question + 39);
      expect(cached).toBe(draft + critique + inBlocks(question + 59));
    }
  });

  it('grow by what was said, whatever the strategy', () => {
    let pairs = 0;
    fc.assert(
      fc.property(anyStrategy, (drawn) => {
        const text = JSON.stringify(drawn).replaceAll('""', `"${LARGE}"`);
        const used = ['sandbox', 'store'].filter((name) => text.includes(`"${name}"`));
        const tools = used.map((name) => ({ name, time: 0.1, concurrency: 2 }));
        const strategy: Patch = JSON.parse(text);
        const more = used.length > 0 ? { tools } : {};
        for (const turns of turnsOf(strategy, {}, more)) {
          for (const [i, row] of turns.entries()) {
            const before = turns[i - 1];
            if (before?.outcome !== 'completed') continue;
            const said = before.askedTokens! + before.answerTokens!;
            expect(row.askedTokens).toBe(said + FRESH);
            expect(row.arrivalSeconds).toBeCloseTo(before.completionSeconds + 1, 9);
            pairs++;
          }
        }
      }),
      { numRuns: 12, seed: 7 },
    );
    expect(pairs).toBeGreaterThan(200);
  });
});

import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../../../src/record/port.ts';
import { record } from '../../../property/recorded-run.ts';
import { thinkingScenario } from '../../../theory/thinking-scenario.ts';

const lastOf = (calls: readonly CallRow[], role: CallRow['role']) =>
  calls.filter((each) => each.role === role).at(-1)!;

/** Of each request the tokens of its answer, and the calls behind it, whose lengths all differ. */
function play(strategy: Readonly<Record<string, unknown>>) {
  const outputTokens = { distribution: 'uniform', min: 1, max: 4000 };
  const more = { outputs: { timeseries: 'none', calls: true } };
  const { rows, calls } = record(
    thinkingScenario({ requests: 60, strategy, workload: { outputTokens }, more }),
  );
  return rows.map(({ request, answerTokens }) => ({
    answerTokens,
    calls: calls.filter((each) => each.request === request),
  }));
}

describe('tokens of the delivered answer', () => {
  it('are those of the last revision, also where it answers as the draft did', () => {
    let same = 0;
    for (const { answerTokens, calls } of play({ kind: 'refine', rounds: 2 })) {
      const last = lastOf(calls, 'revise');
      expect(answerTokens).toBe(last.outputTokens);
      if (lastOf(calls, 'sample').answer === last.answer) same++;
    }
    expect(same).toBeGreaterThan(30);
  });

  it('are those of the tier of a cascade whose answer stood, also where one before it said the same', () => {
    const quick = { kind: 'majority-vote', samples: 2 };
    let same = 0;
    for (const { answerTokens, calls } of play({
      kind: 'cascade',
      gate: 0.9,
      tiers: [quick, {}],
    })) {
      const last = lastOf(calls, 'sample');
      const first = calls.find(({ answer }) => answer === last.answer)!;
      expect(answerTokens).toBe((calls.length > 2 ? last : first).outputTokens);
      if (calls.length > 2 && first !== last) same++;
    }
    expect(same).toBeGreaterThan(5);
  });
});

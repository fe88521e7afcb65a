import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tally } from '../../../../src/policy/strategy/tally.ts';
import { VoteLead } from '../../../../src/policy/strategy/votes.ts';

describe('a lead that is counted vote by vote', () => {
  it('is overtakeable exactly where a count of all votes says so', () => {
    const votes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(votes, fc.array(fc.nat({ max: 3 }), { maxLength: 40 }), (answers, gulps) => {
        const lead = new VoteLead();
        const sampled = answers.map((answer, branch) => ({ branch, answer, score: null }));
        let seen = 0;
        // several answers may come between two looks, and one may look twice
        for (const gulp of [...gulps, 0]) {
          seen = Math.min(sampled.length, seen + gulp);
          const tally = new Tally();
          for (const { answer } of sampled.slice(0, seen)) tally.add(answer);
          const [first, second] = tally.topTwo();
          for (const open of [0, 1, 2, 5]) {
            const is = lead.isOvertakeable(sampled.slice(0, seen), open);
            expect(is).toBe(first <= second + open);
          }
        }
      }),
    );
  });
});

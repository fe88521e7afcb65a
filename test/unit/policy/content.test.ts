import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsWith, type Content, continues, sharedText } from '../../../src/policy/content.ts';

/** The text that owns a token of a request. */
function ownerOf(content: Content | null, id: number, token: number): number {
  for (let i = 0; content !== null && i < content.length; i += 2) {
    if (token < content[i + 1]!) return content[i]!;
  }
  return id;
}

describe('contents', () => {
  it('of a next turn are the prompt and the answer of the last one', () => {
    const first = beginsWith(sharedText(0, 1, 4), 100);
    const second = continues(first, 7, 350);
    expect([...second]).toEqual([-5, 100, 7, 350]);
    expect([...continues(second, 9, 600)]).toEqual([-5, 100, 7, 350, 9, 600]);
    expect([...continues(null, 7, 50)]).toEqual([7, 50]);
  });

  it('have the owners of the earlier request for as many tokens as they take of it', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()));
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 100 }), (growths, taken) => {
        let content: Content | null = null;
        let tokens = 0;
        growths.forEach(([more], id) => {
          tokens += more;
          content = continues(content, id, tokens);
        });
        const next = continues(content, 1000, taken);
        expect(next.at(-1)).toBe(taken);
        for (let token = 0; token < taken; token++) {
          expect(ownerOf(next, -1, token)).toBe(ownerOf(content, 1000, token));
        }
      }),
    );
  });

  it('number the shared texts of workloads apart from each other and from requests', () => {
    const texts = [0, 1, 2].flatMap((workload) =>
      [0, 1, 5].map((index) => sharedText(workload, 3, index)),
    );
    expect(new Set(texts).size).toBe(9);
    expect(Math.max(...texts)).toBeLessThan(0);
  });
});

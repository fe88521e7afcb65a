import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandleSpace } from '../../../src/policy/scheduling/handle-space.ts';
import {
  longestPrefixMatch,
  MOST_MATCHED,
} from '../../../src/policy/scheduling/longest-prefix-match.ts';
import { EMPTY } from '../../../src/policy/scheduling/port.ts';
import { requestView } from '../../contract/request-view.ts';

/** A scheduler beside a cache of which tokens can be set. */
function withCache() {
  const scheduler = longestPrefixMatch.create(new HandleSpace());
  const cached = new Map<number, number>();
  const state = { version: 0 };
  scheduler.attach!({
    get version() {
      return state.version;
    },
    cachedTokens: (handle) => cached.get(handle) ?? 0,
  });
  const set = (handle: number, tokens: number) => {
    cached.set(handle, tokens);
    state.version++;
  };
  return { scheduler, cached, set };
}

describe('longest-prefix-match', () => {
  it('is a sort by what is cached now, equal ones in order of push', () => {
    const anyMove = fc.record({
      kind: fc.constantFrom('push', 'push', 'cache', 'pop', 'remove'),
      pick: fc.nat(30),
      tokens: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 120 }), (moves) => {
        const { scheduler, cached, set } = withCache();
        const waiting: number[] = [];
        for (const { kind, pick, tokens } of moves) {
          const of = (handle: number) => cached.get(handle) ?? 0;
          if (kind === 'push' && !waiting.includes(pick)) {
            scheduler.push(pick, requestView());
            waiting.push(pick);
          } else if (kind === 'cache') set(pick, tokens * 16);
          else if (kind === 'remove' && waiting.includes(pick)) {
            scheduler.remove(pick);
            waiting.splice(waiting.indexOf(pick), 1);
          }
          const first = waiting.toSorted((a, b) => of(b) - of(a))[0] ?? EMPTY;
          expect(scheduler.peek()).toBe(first);
          if (kind === 'pop' && first !== EMPTY) {
            expect(scheduler.pop()).toBe(first);
            waiting.splice(waiting.indexOf(first), 1);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is the order of arrival while too many wait', () => {
    const { scheduler, set } = withCache();
    for (let handle = 0; handle <= MOST_MATCHED; handle++) scheduler.push(handle, requestView());
    set(77, 160);
    expect(scheduler.pop()).toBe(0);
    expect(scheduler.pop()).toBe(77);
    expect(scheduler.pop()).toBe(1);
  });
});

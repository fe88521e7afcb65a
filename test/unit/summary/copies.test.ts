import { describe, expect, it } from 'vitest';
import { areCopies } from '../../../src/summary/copies.ts';

describe('areCopies', () => {
  it('asks for the same value of every metric, to the last bit', () => {
    expect(
      areCopies([
        [1, 0.3],
        [1, 0.3],
        [1, 0.3],
      ]),
    ).toBe(true);
    expect(
      areCopies([
        [1, 0.3],
        [1, 0.1 + 0.2],
      ]),
    ).toBe(false);
    expect(
      areCopies([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toBe(false);
    expect(areCopies([Float64Array.of(1, Number.NaN), Float64Array.of(1, Number.NaN)])).toBe(true);
  });

  it('takes neither one replication nor replications without any figure for copies', () => {
    expect(areCopies([])).toBe(false);
    expect(areCopies([[1, 2]])).toBe(false);
    expect(areCopies([[Number.NaN], [Number.NaN]])).toBe(false);
  });
});

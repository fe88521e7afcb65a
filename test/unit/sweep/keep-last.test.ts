import { expect, it } from 'vitest';
import { keepLast } from '../../../src/sweep/keep-last.ts';

it('makes a value once, and again when it was pushed out by others asked for later', () => {
  const made: string[] = [];
  const keyed = keepLast(2, (key: string) => {
    made.push(key);
    return { key };
  });
  const first = keyed('a');
  keyed('b');
  expect(keyed('a')).toBe(first);
  keyed('c');
  expect(keyed('a')).toBe(first);
  expect(keyed('b')).toEqual({ key: 'b' });
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

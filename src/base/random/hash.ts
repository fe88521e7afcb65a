import alea from 'seedrandom/lib/alea.js';
import type { RandomSource } from './source.ts';
import { threefryUniform } from './threefry.ts';

/**
 * A whole number in [0, 2⁵³) for the purpose that `names` give, to key {@link hashUniform} with;
 * joined without ambiguity, as in stream.ts. Takes microseconds: make it once.
 */
export function hashKey(...names: readonly (string | number)[]): number {
  return alea(JSON.stringify(names)).double() * 2 ** 53;
}

/**
 * The uniform number in [0, 1), of 53 bits, that belongs to the place (a, b, c) under `key`: a pure
 * function, so that a draw keyed by (client, request, draw) or (request, branch, step) depends on
 * nothing that happened before. `key` is a whole number below 2⁵³ (hashKey); a, b, c are whole
 * numbers, taken modulo 2³².
 */
export function hashUniform(key: number, a: number, b: number, c: number): number {
  return threefryUniform(key | 0, (key / 2 ** 32) | 0, 0, 0, a, b, c, 0);
}

/** A random source that can be seated at a place, from where its draws are counted. */
export interface KeyedSource {
  /** From now on, draws are those of the place (a, b), from its first one. */
  seat(a: number, b: number): void;
  /**
   * Draw n since the last seat(a, b) is hashUniform(key, a, b, n), from n = 0. Always the same
   * function.
   */
  readonly source: RandomSource;
}

/**
 * Makes a keyed source: request j of client c draws from seat(c, j), whatever the other clients
 * did. Samplers that keep nothing between calls (all of base/random and policy/length) may be bound
 * to `source` once.
 */
export function createKeyedSource(key: number): KeyedSource {
  const low = key | 0;
  const high = (key / 2 ** 32) | 0;
  let a = 0;
  let b = 0;
  let draws = 0;
  return {
    seat(nextA, nextB) {
      a = nextA;
      b = nextB;
      draws = 0;
    },
    source() {
      const draw = draws;
      draws += 1;
      return threefryUniform(low, high, 0, 0, a, b, draw, 0);
    },
  };
}

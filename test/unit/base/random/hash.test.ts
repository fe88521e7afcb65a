import { describe, expect, it } from 'vitest';
import { createKeyedSource, hashKey, hashUniform } from '../../../../src/base/random/hash.ts';
import { threefryUniform } from '../../../../src/base/random/threefry.ts';

const bits53 = (first: number, second: number) =>
  ((first >>> 5) * 2 ** 26 + (second >>> 6)) * 2 ** -53;

describe('threefryUniform', () => {
  it('gives the known answers of Random123 (tests/kat_vectors, threefry4x32 20)', () => {
    expect(threefryUniform(0, 0, 0, 0, 0, 0, 0, 0)).toBe(bits53(0x9c6ca96a, 0xe17eae66));
    expect(threefryUniform(-1, -1, -1, -1, -1, -1, -1, -1)).toBe(bits53(0x2a881696, 0x57012287));
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;
    const more = [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89] as const;
    expect(threefryUniform(...more, ...pi)).toBe(bits53(0x59cd1dbb, 0xb8879579));
  });
});

describe('hashUniform', () => {
  it('uses all 53 bits of the key and every counter', () => {
    const key = hashKey('seed', 'closed-loop');
    const places = [
      hashUniform(key, 1, 2, 3),
      hashUniform(key ^ 1, 1, 2, 3),
      hashUniform(key + 2 ** 40, 1, 2, 3),
      hashUniform(key, 2, 1, 3),
      hashUniform(key, 1, 3, 2),
      hashUniform(key, 0, 2, 3),
    ];
    expect(new Set(places).size).toBe(places.length);
    expect(hashUniform(key, 1, 2, 3)).toBe(places[0]);
    // Frozen: see stream.test.ts.
    expect([hashKey('1', 'prompt'), hashUniform(1, 2, 3, 4)]).toMatchInlineSnapshot(`
      [
        270183243452239,
        0.461106835122839,
      ]
    `);
  });

  it('is uniform along each counter and independent between neighbours', () => {
    const count = 20_000;
    const along = [
      (i: number) => hashUniform(7, i, 0, 0),
      (i: number) => hashUniform(7, 0, i, 0),
      (i: number) => hashUniform(7, 0, 0, i),
      (i: number) => hashUniform(i, 0, 0, 0),
    ];
    for (const at of along) {
      const bins = new Float64Array(64);
      let serial = 0;
      for (let i = 0; i < count; i++) {
        bins[Math.floor(at(i) * 64)]! += 1;
        serial += (at(i) - 0.5) * (at(i + 1) - 0.5) * 12;
      }
      const chiSquare = bins.reduce((sum, n) => sum + (n - count / 64) ** 2 / (count / 64), 0);
      expect(chiSquare).toBeGreaterThan(18);
      expect(chiSquare).toBeLessThan(119);
      expect(Math.abs(serial / Math.sqrt(count))).toBeLessThan(4);
    }
  });
});

describe('createKeyedSource', () => {
  it('counts draws from the place where it was seated, whatever was drawn before', () => {
    const key = hashKey('seed');
    const keyed = createKeyedSource(key);
    const { source } = keyed;
    keyed.seat(3, 5);
    const first = [source(), source(), source()];
    expect(first).toEqual([0, 1, 2].map((draw) => hashUniform(key, 3, 5, draw)));
    keyed.seat(4, 5);
    expect(first).not.toContain(source());
    keyed.seat(3, 5);
    expect([source(), source(), source()]).toEqual(first);
  });
});

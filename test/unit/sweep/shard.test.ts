import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inShard, parseShard } from '../../../src/sweep/shard.ts';

describe('parseShard', () => {
  it('reads the number of a shard and how many there are', () => {
    expect(parseShard('1/4')).toEqual({ ok: true, shard: { index: 1, count: 4 } });
    expect(parseShard('4/4')).toEqual({ ok: true, shard: { index: 4, count: 4 } });
    expect(parseShard(' 03/12\n')).toEqual({ ok: true, shard: { index: 3, count: 12 } });
    expect(parseShard('1/1')).toEqual({ ok: true, shard: { index: 1, count: 1 } });
  });

  it.each([
    ['0/4', '"0/4" is no shard: they are numbered from 1/4 to 4/4'],
    ['5/4', '"5/4" is no shard: they are numbered from 1/4 to 4/4'],
    ['2/1', '"2/1" is no shard: the only one is 1/1'],
    ['1/0', '"1/0" is no shard: there is at least one; write 1/1, or such as 1/4'],
    ['0/0', '"0/0" is no shard: there is at least one; write 1/1, or such as 1/4'],
  ])('says which shards there are for %s', (text, message) => {
    expect(parseShard(text)).toEqual({ ok: false, message });
  });

  it.each([
    '',
    '3',
    '/4',
    '1/',
    'a/b',
    '-1/4',
    '1/-4',
    '1.5/4',
    '1e0/4',
    '1/4/2',
    '1 of 4',
    '1/9007199254740993',
  ])('says how to write a shard for %j', (text) => {
    expect(parseShard(text)).toEqual({
      ok: false,
      message: `${JSON.stringify(text)} is no shard: write its number and how many there are, such as 1/4`,
    });
  });
});

describe('inShard', () => {
  it('deals the points in turn', () => {
    const points = Array.from({ length: 8 }, (_, point) => point);
    expect(points.filter((point) => inShard(point, { index: 1, count: 3 }))).toEqual([0, 3, 6]);
    expect(points.filter((point) => inShard(point, { index: 3, count: 3 }))).toEqual([2, 5]);
  });

  it('gives each point to one shard, whatever their number, and all about equally many', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      points: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(cases, ({ count, points }) => {
        const shards = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
        const all = Array.from({ length: points }, (_, point) => point);
        const taken = shards.map((shard) => all.filter((point) => inShard(point, shard)));
        expect(taken.flat().sort((a, b) => a - b)).toEqual(all);
        const sizes = taken.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

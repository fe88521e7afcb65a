import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePart, encodePart, type Part } from '../../../src/sweep/part.ts';
import { samplePart } from './sample-part.ts';

const point = 'a'.repeat(64);
const part = samplePart();
const bytes = encodePart(point, 3, part);
const decode = (other: Uint8Array) => decodePart(other, point, 3);

/** A part whose heading vouches for any contents. */
function vouchedFor(body: string): Uint8Array {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const heading = { tool: 'tailwatt part', point, replication: 3, sha256 };
  return new TextEncoder().encode(`${JSON.stringify(heading)}\n${body}\n`);
}

describe('a part', () => {
  it('comes back as it was, as far as JSON can say it', () => {
    expect(decode(bytes)).toEqual(JSON.parse(JSON.stringify(part)));
  });

  it('is the same bytes for the same results', () => {
    expect(encodePart(point, 3, samplePart())).toEqual(bytes);
  });

  it('is told from that of another point or replication', () => {
    expect(decodePart(bytes, 'b'.repeat(64), 3)).toBe('it is of another point');
    expect(decodePart(bytes, point, 4)).toBe('it is of another point');
  });

  it('is refused when it is cut off, wherever that is', () => {
    const last = bytes.length - 1;
    for (let length = 0; length < last; length += length < 400 ? 1 : 37) {
      expect(typeof decode(bytes.slice(0, length)), `${length} bytes`).toBe('string');
    }
    // The line end alone is nobody's loss.
    expect(typeof decode(bytes.slice(0, last))).toBe('object');
  });

  it('is refused when a byte of it is another one', () => {
    const property = fc.property(
      fc.nat(bytes.length - 2),
      fc.integer({ min: 1, max: 255 }),
      (at, change) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(typeof decode(changed)).toBe('string');
      },
    );
    fc.assert(property, { numRuns: 500, seed: 20260101 });
  });

  it('is refused when something follows it', () => {
    expect(decode(Uint8Array.from([...bytes, ...bytes]))).toBe(
      'its contents are cut off or changed',
    );
  });

  it.each([
    ['', 'its first line is cut off'],
    ['\n\n', 'its first line is cut off'],
    ['null\n{}\n', 'it is no part of a sweep'],
    ['[]\n', 'it is no part of a sweep'],
    ['{"tool":"tailwatt"}\n{}\n', 'it is no part of a sweep'],
  ])('is none: %j', (text, reason) => {
    expect(decode(new TextEncoder().encode(text))).toBe(reason);
  });

  it.each<[string, unknown]>([
    ['no map', 3],
    ['nothing', null],
    ['no summary', { ...part, summary: null }],
    ['a summary without counts', { ...part, summary: { ...part.summary, counts: undefined } }],
    ['no word on its early end', { ...part, stoppedEarly: null }],
    ['no list of tables', { ...part, tables: 'requests.arrow' }],
    ['a table elsewhere', { ...part, tables: [{ file: '../../requests.arrow', bytes: 1 }] }],
    ['a table without a length', { ...part, tables: [{ file: 'requests.arrow' }] }],
    ['a table that is none', { ...part, tables: [null] }],
  ])('is refused when its contents are none, though they are whole: %s', (_, contents) => {
    expect(decode(vouchedFor(JSON.stringify(contents)))).toBe(
      'its contents are not those of a part',
    );
  });

  it('may have tables', () => {
    const tables: Part['tables'] = [
      { file: 'requests.arrow', bytes: 12 },
      { file: 'replicas.arrow', bytes: 0 },
    ];
    expect(decode(encodePart(point, 3, { ...part, tables }))).toMatchObject({ tables });
  });
});

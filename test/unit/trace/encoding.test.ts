import { describe, expect, it } from 'vitest';
import { traceFormats } from '../../../src/trace/index.ts';
import { maxLineLength } from '../../../src/trace/line-splitter.ts';
import { read } from './read.ts';

const text = 'arrival_seconds,prompt_tokens,output_tokens,workload\n0,1,2,café\n';

/** As whoever opens the file decodes it: UTF-8, with U+FFFD for what is none. */
const decoded = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const first = (content: string) => read('tailwatt', content).report.issues[0];

describe('text that is not UTF-8', () => {
  it.each([
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16'],
    ['UTF-16 without one', Buffer.from(text, 'utf16le'), 'UTF-16'],
    ['big-endian UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'UTF-16'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), 'gzip'],
    ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), 'zstd'],
    ['ZIP', Buffer.from('PK\u0003\u0004\u0000\u0000'), 'ZIP'],
    ['Arrow', Buffer.from('ARROW1\u0000\u0000'), 'Arrow'],
  ])('names %s and stops', (_, bytes, name) => {
    const { rows, report } = read('tailwatt', decoded(bytes));
    expect(rows.length).toBe(0);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]?.message).toContain(name);
  });

  it('names Latin-1 at its place', () => {
    expect(first(decoded(Buffer.from(text, 'latin1')))).toMatchObject({
      line: 2,
      column: 10,
      message: 'the line is not UTF-8 (Latin-1 or Windows-1252, perhaps)',
    });
  });

  it('takes UTF-8 as it is', () => {
    expect(read('tailwatt', decoded(Buffer.from(`\ufeff${text}`))).rows.workloadNames).toEqual([
      'café',
    ]);
  });
});

describe('long lines', () => {
  const header = text.slice(0, text.indexOf('\n') + 1);

  it('skips a line beyond 1 MiB, in pieces or whole, and reads on', () => {
    const long = `${header}0,1,2,${'x'.repeat(maxLineLength)}\n5,6,7,b\n`;
    for (const pieceLength of [long.length, 65_536, 1_000_003]) {
      const { rows, report } = read('tailwatt', long, pieceLength);
      expect(Array.from(rows.promptTokens)).toEqual([6]);
      expect(report.issues).toHaveLength(1);
      expect(report.issues[0]).toMatchObject({
        line: 2,
        column: 1,
        message: 'the line is longer than 1048576 characters',
      });
    }
  });

  it('skips a line longer than any string can be', () => {
    const reader = traceFormats.tailwatt.createReader();
    const piece = 'x'.repeat(maxLineLength);
    reader.write(header);
    for (let i = 0; i < 600; i++) reader.write(piece);
    reader.write('\n5,6,7,b\n');
    const { rows, report } = reader.end();
    expect(rows.length).toBe(1);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]?.line).toBe(2);
  });

  it('stops at a first line without end, whatever it holds', () => {
    const of = (content: string) => read('tailwatt', content);
    expect(of('x'.repeat(maxLineLength + 1)).report.issues[0]?.message).toContain('longer');
    expect(of(`[{"arrival_seconds":0},${' '.repeat(maxLineLength)}`).report.issues).toEqual([
      expect.objectContaining({ message: 'the file is a JSON array' }),
    ]);
    expect(of('\u0000'.repeat(maxLineLength + 1)).report.issues).toHaveLength(1);
  });
});

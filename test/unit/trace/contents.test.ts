import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceRows } from '../../../src/trace/port.ts';
import { summarizeSharing } from '../../../src/trace/sharing.ts';
import { tailwatt } from '../../../src/trace/tailwatt.ts';
import { transformTrace } from '../../../src/trace/transform.ts';
import { read } from './read.ts';

/** What a prompt begins with, as pairs (text, tokens) from the start. */
function pathOf({ content, contents }: TraceRows, row: number): [number, number][] {
  const path: [number, number][] = [];
  for (let at = content?.[row] ?? -1; at >= 0; at = contents!.parents[at]!) {
    path.unshift([contents!.texts[at]!, contents!.tokens[at]!]);
  }
  return path;
}

/** Tokens that two prompts have alike from their start on. */
function alike(rows: TraceRows, a: number, b: number): number {
  const most = Math.min(rows.promptTokens[a]!, rows.promptTokens[b]!);
  const others = pathOf(rows, b);
  let tokens = 0;
  for (const [i, [text, end]] of pathOf(rows, a).entries()) {
    if (others[i]?.[0] !== text) break;
    tokens = Math.min(end, others[i][1]);
    if (end !== others[i][1]) break;
  }
  return Math.min(tokens, most);
}

const anyPrompts = fc.array(
  fc.record({
    /** How far it goes along the chain of another, and how many blocks of its own follow. */
    like: fc.nat(20),
    blocks: fc.nat(5),
    own: fc.nat(3),
    short: fc.nat(511),
  }),
  { minLength: 2, maxLength: 12 },
);

/** Lists of blocks under chained numbers, of prompts whose last block may be partial. */
function mooncakeOf(
  prompts: readonly { like: number; blocks: number; own: number; short: number }[],
) {
  const chains: number[][] = [];
  let id = 0;
  const lines = prompts.map(({ like, blocks, own, short }, i) => {
    const chain = (chains[like % (chains.length + 1)] ?? []).slice(0, blocks);
    for (let block = 0; block < own || chain.length === 0; block++) chain.push(id++);
    chains.push(chain);
    // a block that another prompt goes on from is a full one
    const isOwn = own > 0 || chain.length > blocks;
    const tokens = chain.length * 512 - (isOwn ? short : 0);
    return { timestamp: i * 1000, input_length: tokens, output_length: 1, hash_ids: chain };
  });
  return {
    chains,
    tokens: lines.map((line) => line.input_length),
    text: lines.map((line) => JSON.stringify(line)).join('\n'),
  };
}

describe("Mooncake's blocks", () => {
  it('become what prompts begin with, as far as they share it, and keep it as plain text', () => {
    let sharing = 0;
    fc.assert(
      fc.property(anyPrompts, (prompts) => {
        const { chains, tokens, text } = mooncakeOf(prompts);
        const { rows, report } = read('mooncake', text);
        expect(report).toMatchObject({ issues: [], notes: [] });
        const plain = read('tailwatt', [...tailwatt.write(rows)].join(''));
        expect(plain.report).toMatchObject({ issues: [], notes: [] });
        for (let a = 0; a < chains.length; a++) {
          for (let b = 0; b < a; b++) {
            let same = 0;
            while (same < chains[a]!.length && chains[a]![same] === chains[b]![same]) same++;
            const expected = Math.min(512 * same, tokens[a]!, tokens[b]!);
            expect(alike(rows, a, b)).toBe(expected);
            expect(alike(plain.rows, a, b)).toBe(expected);
            if (same > 1) sharing++;
          }
        }
        expect(summarizeSharing(plain.rows)).toMatchObject({
          share: summarizeSharing(rows)!.share,
        });
      }),
      { numRuns: 100 },
    );
    expect(sharing).toBeGreaterThan(50);
  });

  it('are as few texts as prompts part and end', () => {
    const row = (ids: number[]) =>
      JSON.stringify({
        timestamp: 0,
        input_length: ids.length * 512,
        output_length: 1,
        hash_ids: ids,
      });
    const { rows } = read(
      'mooncake',
      [row([0, 1, 2, 3]), row([0, 1, 2, 4]), row([0, 1, 9])].join('\n'),
    );
    // blocks 3, 4 and 9 are nobody else's
    expect([0, 1, 2].map((at) => pathOf(rows, at).map(([, end]) => end))).toEqual([
      [1024, 1536],
      [1024, 1536],
      [1024],
    ]);
    expect([...tailwatt.write(rows)].join('')).toContain('0:1024/2,1536');
  });

  it('are refused where they are no list of whole numbers', () => {
    const { issues } = read(
      'mooncake',
      '{"timestamp":0,"input_length":9,"output_length":1,"hash_ids":[1,"x"]}',
    ).report;
    expect(issues[0]).toMatchObject({ message: '[1,"x"] is no list of blocks' });
  });

  it('are refused where they are more than the prompt has', () => {
    const row = (tokens: number) =>
      read(
        'mooncake',
        `{"timestamp":0,"input_length":${tokens},"output_length":1,"hash_ids":[1,2]}`,
      ).report.issues[0]?.message;
    expect(row(512)).toBe('2 blocks of 512 tokens for a prompt of 512, which has 1');
    expect([row(513), row(5000)]).toEqual([undefined, undefined]);
  });
});

describe("the plain format's prefixes, sessions and deadlines", () => {
  const header =
    'arrival_seconds,prompt_tokens,output_tokens,session,prefix_id,prefix_tokens,deadline_seconds';

  it('are read, written and read again', () => {
    const text = `${header}\n0,100,9,a,sys,80,0.5\n1,200,9,a,,109,\n2,100,9,"b, c",sys,70,0\n3,100,9,,,,\n`;
    const { rows, report } = read('tailwatt', text);
    expect(report).toMatchObject({ issues: [], notes: [] });
    expect(rows.sessionNames).toEqual(['a', 'b, c']);
    expect(Array.from(rows.session!)).toEqual([0, 0, 1, -1]);
    expect(Array.from(rows.deadlineSeconds!)).toEqual([0.5, -1, 0, -1]);
    expect([0, 1, 2, 3].map((row) => pathOf(rows, row))).toEqual([[[0, 80]], [], [[0, 70]], []]);
    expect([...tailwatt.write(rows)].join('')).toBe(text);
    // the second one of a goes on from all of the first, the third shares 70 of the 80
    expect(summarizeSharing(rows)).toEqual({ texts: 1, rows: 2, share: (109 + 70) / 500 });
  });

  it.each([
    ['0,100,9,,x,,', 'prefix_id = "x" without prefix_tokens'],
    ['0,100,9,,,5,', 'prefix_tokens = 5 without a prefix_id'],
    ['0,100,9,,x,101,', 'prefix_tokens = 101 are more than the 100 of the prompt'],
    ['0,100,9,,x:50/y,50,', 'prefix_id = "x:50/y" has parts that end before they begin'],
    ['0,100,9,,x,50,-1', 'deadline_seconds = "-1" is no time after the arrival'],
  ])('%s is refused', (row, message) => {
    expect(read('tailwatt', `${header}\n${row}\n`).report.issues[0]?.message).toBe(message);
  });

  it('stay with their rows where a trace is thinned or repeated', () => {
    const lines = Array.from(
      { length: 200 },
      (_, i) => `${i},${i + 100},9,${i % 7},p${i % 5},${i + 1},${i}`,
    );
    const { rows } = read('tailwatt', [header, ...lines].join('\n'));
    for (const rateScale of [0.5, 1.7]) {
      const scaled = transformTrace(rows, { timeScale: 2, rateScale, seed: 1 });
      expect(scaled.length).not.toBe(200);
      for (let row = 0; row < scaled.length; row++) {
        const from = scaled.promptTokens[row]! - 100;
        expect(pathOf(scaled, row)).toEqual(pathOf(rows, from));
        expect([scaled.session![row], scaled.deadlineSeconds![row]]).toEqual([from % 7, from]);
      }
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import { createRun } from '../../../src/engine/run.ts';
import { sliceRows } from '../../../src/run/drive.ts';
import type { TraceRows } from '../../../src/trace/port.ts';
import { tailwatt } from '../../../src/trace/tailwatt.ts';
import { byRequest, type RecordedRow, record } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';
import { read } from '../trace/read.ts';

const BLOCK = 16;

function compiled({ more = '', engine = 'prefixCache: true', head = '' } = {}): CompiledScenario {
  const text = `
name: replay
horizon: trace
${head}
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: trace, file: x.csv, format: tailwatt }
    maxTokens: 64
    ${more}
pools:
  - { name: pool, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: { ${engine} } }
`;
  return compileScenario(scenarioOf(text), { traces: { chat: { rows: 1, maxOutputTokens: 64 } } });
}

const run = (rows: TraceRows, choice = {}): readonly RecordedRow[] =>
  byRequest(record(compiled(choice), [rows]));

/** Prompts one after the other, each alone: lists of blocks of 512 tokens, the last one shorter by `short`. */
function mooncake(prompts: readonly { readonly ids: readonly number[]; readonly short: number }[]) {
  return prompts
    .map(({ ids, short }, i) =>
      JSON.stringify({
        timestamp: i * 20_000,
        input_length: ids.length * 512 - short,
        output_length: 3,
        hash_ids: ids,
      }),
    )
    .join('\n');
}

const anyPrompts = fc.array(
  fc.record({ ids: fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), short: fc.nat(511) }),
  { minLength: 2, maxLength: 12 },
);

describe("a trace's blocks in a prefix cache that holds all of them", () => {
  it('are found as far as an earlier prompt has them, in full blocks, but for the last token', () => {
    let found = 0;
    fc.assert(
      fc.property(anyPrompts, (prompts) => {
        const rows = run(read('mooncake', mooncake(prompts)).rows);
        prompts.forEach(({ ids }, at) => {
          const length = (of: number) => prompts[of]!.ids.length * 512 - prompts[of]!.short;
          let most = 0;
          for (let before = 0; before < at; before++) {
            let same = 0;
            while (same < ids.length && prompts[before]!.ids[same] === ids[same]) same++;
            most = Math.max(most, Math.min(512 * same, length(at) - 1, length(before)));
          }
          expect(rows[at]!.cachedTokens).toBe(BLOCK * Math.floor(most / BLOCK));
          found += rows[at]!.cachedTokens;
        });
      }),
      { numRuns: 50 },
    );
    expect(found).toBeGreaterThan(10_000);
  });

  it('are the same as plain text, and in pieces of a trace', () => {
    fc.assert(
      fc.property(anyPrompts, fc.integer({ min: 1, max: 4 }), (prompts, piece) => {
        const { rows } = read('mooncake', mooncake(prompts));
        const whole = run(rows);
        expect(run(read('tailwatt', [...tailwatt.write(rows)].join('')).rows)).toEqual(whole);
        const recorded: RecordedRow[] = [];
        const pieces = createRun(compiled(), 0, {
          request: (row) => recorded.push({ ...row, outcome: 'completed' }),
          timeseries: () => {},
          replica: () => {},
          gap: () => {},
          gaps: () => {},
        });
        for (let from = 0; from < rows.length; from += piece) {
          pieces.feed(0, sliceRows(rows, from, Math.min(rows.length, from + piece)));
        }
        pieces.feed(0, null);
        expect(pieces.advance()).toBe('done');
        expect(recorded.sort((a, b) => a.request - b.request)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });
});

const header =
  'arrival_seconds,prompt_tokens,output_tokens,session,prefix_id,prefix_tokens,deadline_seconds';
const plain = (...lines: string[]) => read('tailwatt', [header, ...lines].join('\n')).rows;

describe("a trace's sessions", () => {
  it('go on from the prompt and the answer before, whoever speaks in between', () => {
    const rows = run(
      plain('0,200,56,a,sys,100,', '20,200,56,b,sys,100,', '40,400,9,a,,256,', '60,500,9,b,,256,'),
    );
    // of the 255 tokens that have keys and values, 240 fill blocks
    expect(rows.map((row) => row.cachedTokens)).toEqual([0, 96, 240, 240]);
    expect(rows.map(({ session, turn }) => [session, turn])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it('share no more than was said', () => {
    const rows = run(plain('0,200,56,a,,,', '20,900,9,a,,900,', '40,100,9,c,,50,'));
    expect(rows.map((row) => row.cachedTokens)).toEqual([0, 240, 0]);
  });
});

describe("a trace's deadlines", () => {
  const late = Array.from({ length: 30 }, (_, i) => `0,2000,60,,,,${i % 3 === 0 ? 100 : 0.001}`);

  it('are targets, and count from the arrival', () => {
    const met = run(plain(...late)).map((row) => row.sloMet);
    expect(met).toEqual(late.map((_, i) => i % 3 === 0));
  });

  it('decide who is admitted first under edf', () => {
    const rows = run(plain('0,2000,60,,,,', '0,2000,60,,,,9', '0,2000,60,,,,3'), {
      engine: 'scheduler: edf, maxSequences: 1, batching: continuous',
    });
    const order = rows.toSorted((a, b) => a.firstTokenSeconds - b.firstTokenSeconds);
    expect(order.map(({ request }) => request)).toEqual([2, 1, 0]);
  });

  it('decide who is shed under deadline-shed', () => {
    const lines = Array.from(
      { length: 200 },
      (_, i) => `${i / 1000},2000,60,,,,${i % 2 ? 1e6 : 0.01}`,
    );
    const rows = run(plain(...lines), {
      engine: 'maxSequences: 2, maxBatchedTokens: 2048',
      head: 'admission: { policy: deadline-shed }',
    });
    const shed = rows.filter(({ outcome }) => outcome === 'shed').map(({ request }) => request % 2);
    expect(shed.length).toBeGreaterThan(10);
    expect(new Set(shed)).toEqual(new Set([0]));
  });
});

import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../../src/trace/detect.ts';
import { traceRowsFromColumns } from '../../../src/trace/from-columns.ts';
import { traceFormats } from '../../../src/trace/index.ts';
import type { TraceFormat } from '../../../src/trace/port.ts';
import { read } from './read.ts';

describe('burstgpt', () => {
  it('reads both releases, and counts failures', () => {
    const one =
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n' +
      '5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,1087,0,1087,API log\n' +
      '118,GPT-4,417,276,693,Conversation log\n';
    const two =
      'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n' +
      '5,3,1.5,ChatGPT,472,18,490,Conversation log\n45,,2,GPT-4,1087,0,1087,API log\n' +
      '118,3,7,GPT-4,417,276,693,Conversation log\n';
    for (const text of [one, two]) {
      const { rows, report } = read('burstgpt', text);
      expect(Array.from(rows.arrivalSeconds)).toEqual([0, 113]);
      expect(Array.from(rows.promptTokens)).toEqual([472, 417]);
      expect(report).toMatchObject({ issues: [], maxOutputTokens: 276 });
      expect(report.dropped).toEqual([
        { reason: 'no response tokens: a failed request', count: 1 },
      ]);
    }
    expect(read('burstgpt', two).report.notes).toContain(
      '"Session ID": sessions are not used in this version',
    );
  });
});

describe('tailwatt columns', () => {
  const header = 'arrival_seconds,prompt_tokens,output_tokens,max_tokens,workload,tenant,priority';

  it('reads names as indexes in their own order, empty fields as −1', () => {
    const text = `${header}\n0,1,2,8,rag,,\n1,1,2,,"chat, long",3,0\n2,1,2,9,chat,12,5\n`;
    const { rows, report } = read('tailwatt', text);
    expect(report).toMatchObject({ issues: [], notes: [] });
    expect(rows.workloadNames).toEqual(['chat', 'chat, long', 'rag']);
    expect(Array.from(rows.workload ?? [])).toEqual([2, 1, 0]);
    expect(Array.from(rows.tenant ?? [])).toEqual([-1, 3, 12]);
    expect(rows.tenantNames).toBeUndefined();
    expect(Array.from(rows.maxTokens ?? [])).toEqual([8, -1, 9]);
    expect(Array.from(rows.priority ?? [])).toEqual([-1, 0, 5]);
  });

  it('gives the same names whatever the order of the rows', () => {
    const rows = ['0,1,2,,b,y,', '1,1,2,,a,x,', '2,1,2,,c,z,'];
    const forward = read('tailwatt', [header, ...rows].join('\n'));
    const backward = read('tailwatt', [header, ...rows.toReversed()].join('\n'));
    expect(backward.rows).toEqual(forward.rows);
    expect(backward.report.unsorted).toBe(2);
  });

  it.each([
    ['0,1,2,0,a,b,1', 7, 'max_tokens = "0" allows no token'],
    ['0,1,2,8,a,b,-1', 13, 'priority = "-1" is negative'],
    ['0,1,2,x,a,b,1', 7, 'max_tokens = "x" is not a number'],
    ['0,1,2,8,a\u0007,b,1', 9, 'workload = "a\\u0007" has control characters'],
    [`0,1,2,8,${'a'.repeat(257)},b,1`, 9, 'is longer than 256 characters'],
  ])('refuses %j', (row, column, message) => {
    const { issues } = read('tailwatt', `${header}\n${row}\n`).report;
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ line: 2, column });
    expect(issues[0]?.message).toContain(message);
  });

  it('says that columns are not used, and that max_tokens cuts answers', () => {
    const text =
      'arrival_seconds,prompt_tokens,output_tokens,max_tokens,colour\n' + '0,1,9,8,red\n';
    expect(read('tailwatt', text).report.notes).toEqual([
      '"colour": unknown, not used',
      'output_tokens of 1 rows are above their max_tokens',
    ]);
  });
});

describe('the registry', () => {
  it('names formats by their ids; those that can write do', () => {
    for (const [id, format] of Object.entries(traceFormats) as [string, TraceFormat][]) {
      expect(format.id).toBe(id);
      expect(format.canWrite).toBe(format.write !== undefined);
    }
  });

  it.each([
    ['x', 'TIMESTAMP,ContextTokens,GeneratedTokens\n', 'azure-llm'],
    ['x', '\ufefftimestamp,contexttokens,generatedtokens\r\n', 'azure-llm'],
    ['x', 'TIMESTAMP,ContextToken,GeneratedTokens\n', 'azure-llm'],
    ['x', 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n', 'burstgpt'],
    [
      'x',
      '{"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1',
      'mooncake',
    ],
    ['x', '[{"timestamp": 0, "input_length": 6758, "output_length": 500}]', 'mooncake'],
    ['x', 'arrival_seconds,prompt_tokens,output_tokens\n', 'tailwatt'],
    ['x', '{"arrival_seconds":0,"prompt_tokens":1,"output_tokens":2}', 'tailwatt'],
    ['BurstGPT_1.csv', '5,ChatGPT,472,18,490,Conversation log\n', 'burstgpt'],
    ['AzureLLMInferenceTrace_conv.csv', '', 'azure-llm'],
    ['x.csv', 'a,b,c\n', null],
    ['x', '', null],
  ])('tells the format of %s %j', (name, text, id) => {
    expect(detectFormat(name, text)).toBe(id);
  });
});

describe('traceRowsFromColumns', () => {
  const columns = {
    arrivalSeconds: [3.5, 0.1, 2],
    promptTokens: [1, 2, 3],
    outputTokens: [4, 5, 6],
    tenant: [0, 1, -1],
  };

  it('sorts, and counts from the earliest row or from the instant given', () => {
    const { rows, report } = traceRowsFromColumns(columns);
    expect(Array.from(rows.arrivalSeconds)).toEqual([0, 1.9, 3.4]);
    expect(Array.from(rows.tenant ?? [])).toEqual([1, -1, 0]);
    expect(report).toMatchObject({ unsorted: 2, issues: [], maxOutputTokens: 6 });
    expect(Array.from(traceRowsFromColumns(columns, 0).rows.arrivalSeconds)).toEqual([0.1, 2, 3.5]);
  });

  it('refuses what no trace has, drops what no engine runs', () => {
    const { rows, report } = traceRowsFromColumns({
      arrivalSeconds: [Number.NaN, 1, 2, 3],
      promptTokens: [1, -2, 3, 4],
      outputTokens: [1, 1, 0, 4],
      priority: [0, 0, 0, 0.5],
    });
    expect(rows.length).toBe(0);
    expect(report.issues.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '1 arrivalSeconds = NaN is no time that can be read exactly',
      '2 promptTokens = -2 is negative',
      '4 priority = 0.5 is a fraction of a token',
    ]);
    expect(report.dropped).toEqual([{ reason: 'no output tokens', count: 1 }]);
  });
});

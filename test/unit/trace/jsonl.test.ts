import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const row = '{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}';

describe('mooncake', () => {
  it('reads milliseconds, and blocks that one prompt alone has as nothing shared', () => {
    const second = '{"output_length":1,"input_length":2,"timestamp":30482.5}';
    const { rows, report } = read('mooncake', `\ufeff${row}\r\n\n${second}`);
    expect(rows).toEqual({
      length: 2,
      arrivalSeconds: Float64Array.of(0, 3.0005),
      promptTokens: Int32Array.of(6955, 2),
      outputTokens: Int32Array.of(52, 1),
      content: Int32Array.of(-1, -1),
      contents: {
        parents: new Int32Array(0),
        texts: new Int32Array(0),
        tokens: new Int32Array(0),
        names: [],
      },
    });
    expect(report).toEqual({
      rows: 2,
      unsorted: 0,
      issues: [],
      moreIssues: 0,
      dropped: [],
      notes: [],
      maxOutputTokens: 52,
    });
  });

  it.each([
    ['{"timestamp":0,"input_length":1}', 1, 'output_length is missing'],
    [
      '{"timestamp":0,"input_length":"1","output_length":1}',
      16,
      'input_length = "1" is not a number',
    ],
    ['{"timestamp":0,"input_length":-1,"output_length":1}', 16, 'input_length = -1 is negative'],
    [
      '{"timestamp":0,"input_length":1.5,"output_length":1}',
      16,
      'input_length = 1.5 is a fraction of a token',
    ],
    [
      '{"timestamp":0,"input_length":1e99,"output_length":1}',
      16,
      'input_length = 1e+99 is beyond 2147483647',
    ],
    [
      '{"timestamp":null,"input_length":1,"output_length":1}',
      2,
      'timestamp = null is no time that can be read exactly',
    ],
    [
      '{"timestamp":1e999,"input_length":1,"output_length":1}',
      2,
      'timestamp = Infinity is no time that can be read exactly',
    ],
    ['[1,2]', 1, '[1,2] is no object'],
    ['3', 1, '3 is no object'],
  ])('refuses %s', (bad, column, message) => {
    const { rows, report } = read('mooncake', `${row}\n${bad}\n${row}\n`);
    expect(rows.length).toBe(2);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]).toMatchObject({ line: 2, column, message });
  });

  it.each([
    '{"timestamp":NaN}',
    '{"timestamp":0',
    '{}{}',
    "{'timestamp':0}",
    '{"timestamp":0},',
  ])('refuses %s as JSON', (bad) => {
    const { report } = read('mooncake', `${row}\n${bad}\n`);
    expect(report.issues[0]).toMatchObject({
      line: 2,
      message: `the line is not one JSON object: ${JSON.stringify(bad)}`,
    });
  });

  it('says how to turn an array into lines', () => {
    const { report } = read('mooncake', `[\n${row}\n]\n`);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]?.fix).toContain("jq -c '.[]'");
  });

  it('tells CSV from JSON', () => {
    const { report } = read('mooncake', 'timestamp,input_length,output_length\n0,1,2\n');
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]?.message).toContain('mooncake is JSON lines');
  });
});

describe('tailwatt as JSON lines', () => {
  it('reads the columns that some row has', () => {
    const text = [
      { arrival_seconds: 1, prompt_tokens: 2, output_tokens: 3, tenant: 'b', session: 's' },
      { arrival_seconds: 2, prompt_tokens: 2, output_tokens: 3, tenant: null, priority: 4 },
      { arrival_seconds: 3, prompt_tokens: 2, output_tokens: 3, tenant: 7, colour: 'red' },
    ]
      .map((object) => JSON.stringify(object))
      .join('\n');
    const { rows, report } = read('tailwatt', text);
    expect(rows).toEqual({
      length: 3,
      arrivalSeconds: Float64Array.of(0, 1, 2),
      promptTokens: Int32Array.of(2, 2, 2),
      outputTokens: Int32Array.of(3, 3, 3),
      tenant: Int32Array.of(1, -1, 0),
      tenantNames: ['7', 'b'],
      priority: Int32Array.of(-1, 4, -1),
      session: Int32Array.of(0, -1, -1),
      sessionNames: ['s'],
    });
    expect(report.notes).toEqual(['"colour": unknown, not used']);
  });

  it('asks about keys that look misspelled, once', () => {
    const text = '{"arrival_seconds":1,"prompt_tokens":2,"output_tokens":3,"max_token":9}\n';
    expect(read('tailwatt', text.repeat(3)).report.issues).toEqual([
      {
        line: 1,
        column: 58,
        message: 'the key "max_token" is unknown',
        fix: 'did you mean "max_tokens"?',
      },
    ]);
  });
});

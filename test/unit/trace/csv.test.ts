import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const header = 'arrival_seconds,prompt_tokens,output_tokens';
const issues = (text: string) => read('tailwatt', text).report.issues;

describe('rows of a CSV file', () => {
  it.each([
    ['BOM', `\ufeff${header}\n0,1,2\n1,3,4\n`],
    ['CRLF', `${header}\r\n0,1,2\r\n1,3,4\r\n`],
    ['CR', `${header}\r0,1,2\r1,3,4\r`],
    ['blank lines', `\n${header}\n\n0,1,2\n  \n1,3,4\n\n\n`],
    ['no last newline', `${header}\n0,1,2\n1,3,4`],
    ['quotes', `"arrival_seconds",prompt_tokens,"output_tokens"\n"0","1",2\n1,3,"4"\n`],
    ['spaces', ` arrival_seconds , prompt_tokens,output_tokens \n 0, 1 ,2\n1 ,3,4 \n`],
    ['another order and case', 'Output_Tokens,ARRIVAL_SECONDS,prompt_tokens\n2,0,1\n4,1,3\n'],
    ['floats that are whole', `${header}\n0.0,1.0,2.00\n1e0,3e0,+4\n`],
  ])('reads %s', (_, text) => {
    const whole = read('tailwatt', text);
    expect(whole.report).toMatchObject({ rows: 2, issues: [], maxOutputTokens: 4 });
    expect(whole.rows).toEqual({
      length: 2,
      arrivalSeconds: Float64Array.of(0, 1),
      promptTokens: Int32Array.of(1, 3),
      outputTokens: Int32Array.of(2, 4),
    });
    for (const pieceLength of [1, 2, 3, 7]) {
      expect(read('tailwatt', text, pieceLength)).toEqual(whole);
    }
  });

  it.each([
    ['0,x,2', 3, 'prompt_tokens = "x" is not a number'],
    ['0,,2', 3, 'prompt_tokens = "" is empty'],
    ['0,-1,2', 3, 'prompt_tokens = "-1" is negative'],
    ['0,1.5,2', 3, 'prompt_tokens = "1.5" is a fraction of a token'],
    ['0,12,2147483648', 6, 'output_tokens = "2147483648" is beyond 2147483647'],
    ['0,12,1e400', 6, 'output_tokens = "1e400" is not a number'],
    ['0,12,NaN', 6, 'output_tokens = "NaN" is not a number'],
    ['0,12,Infinity', 6, 'output_tokens = "Infinity" is not a number'],
    ['0,12,0x10', 6, 'output_tokens = "0x10" is not a number'],
    ['0,"1,024",2', 3, 'prompt_tokens = "1,024" is not a number'],
    ['0,"5""",2', 3, 'prompt_tokens = "5\\"" is not a number'],
    ['nan,1,2', 1, 'arrival_seconds = "nan" is not a time'],
    ['inf,1,2', 1, 'arrival_seconds = "inf" is not a time'],
    ['1e300,1,2', 1, 'arrival_seconds = "1e300" is too far away to be exact'],
    ['0,1', 1, 'the row has 2 fields, the header 3'],
    ['0,1,2,', 1, 'the row has 4 fields, the header 3'],
    ['0,"1,2', 3, 'a quote is not closed on its line'],
  ])('refuses %j', (row, column, message) => {
    const { rows, report } = read('tailwatt', `${header}\n0,5,5\n${row}\n7,8,9\n`);
    expect(rows.length).toBe(2);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]).toMatchObject({ line: 3, column, message });
    expect(report.issues[0]?.fix).not.toBe('');
  });

  it('names every bad field of a row', () => {
    expect(issues(`${header}\nx,-1,2.5\n`).map(({ column }) => column)).toEqual([1, 3, 6]);
  });

  it('lists twenty issues and counts the rest', () => {
    const { report } = read('tailwatt', `${header}\n${'0,x,1\n'.repeat(1000)}`);
    expect(report.issues).toHaveLength(20);
    expect(report.issues.at(-1)?.line).toBe(21);
    expect(report.moreIssues).toBe(980);
  });

  it('drops rows without tokens, with the reason, and keeps the rest', () => {
    const { rows, report } = read('tailwatt', `${header}\n0,1,0\n3,0,0\n4,0,1\n5,6,7\n`);
    expect(report.dropped).toEqual([
      { reason: 'no output tokens', count: 2 },
      { reason: 'no prompt tokens', count: 1 },
    ]);
    expect(report).toMatchObject({ rows: 1, issues: [], maxOutputTokens: 7 });
    expect(Array.from(rows.arrivalSeconds)).toEqual([0]);
  });

  it('holds 2³¹ − 1 tokens', () => {
    const { rows } = read('tailwatt', `${header}\n0,2147483647,2147483647\n`);
    expect(rows.promptTokens[0]).toBe(2_147_483_647);
  });
});

describe('a CSV file that is no trace', () => {
  it.each([
    ['', 1, 'the file is empty'],
    ['\ufeff', 1, 'the file is empty'],
    ['\n\n  \n', 1, 'the file is empty'],
    [`${header}\n`, 1, 'the file has no rows'],
    [header, 1, 'the file has no rows'],
    [`${header}\n0,1,0\n`, 1, 'every row of the file was dropped (1: no output tokens)'],
    ['0,1,2\n1,2,3\n', 1, 'the first line is data, not a header'],
    ['a,b,c\n1,2,3\n', 1, 'the header "a,b,c" is not one of tailwatt'],
    [
      'arrival_seconds;prompt_tokens;output_tokens\n',
      1,
      'the header\'s columns are separated by ";"',
    ],
    ['arrival_seconds,prompt_tokens\n0,1\n', 1, 'the header has no column "output_tokens"'],
    [`${header},prompt_tokens\n`, 45, 'the header has two columns "prompt_tokens"'],
    ['[{"arrival_seconds":0}]', 1, 'the file is a JSON array'],
  ])('%j', (text, column, message) => {
    const { rows, report } = read('tailwatt', text);
    expect(rows.length).toBe(0);
    expect(report.issues).toHaveLength(1);
    expect(report.issues[0]).toMatchObject({ column, message });
  });

  it('says which column was meant', () => {
    expect(issues('arrival_seconds,promt_tokens,output_tokens\n0,1,2\n')).toEqual([
      {
        line: 1,
        column: 17,
        message: 'the header has no column "prompt_tokens"',
        fix: 'rename "promt_tokens" to "prompt_tokens"',
      },
    ]);
    expect(issues(`${header},max_token\n0,1,2,3\n`)).toEqual([
      {
        line: 1,
        column: 45,
        message: 'the header\'s column "max_token" is unknown',
        fix: 'did you mean "max_tokens"?',
      },
    ]);
  });

  it('tells JSON from CSV', () => {
    const { report } = read('azure-llm', '{"timestamp":0}\n');
    expect(report.issues[0]?.message).toBe('the file is JSON; azure-llm is CSV');
  });
});

import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/scenario/document/read-document.ts';
import { placeOf, toPlain } from '../../../src/scenario/document/tree.ts';
import { accepted, refused, shortest } from './parse-text.ts';

function plain(text: string): unknown {
  const result = readDocument(text, { file: 'a' });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('; '));
  return toPlain(result.root);
}

function firstMessage(text: string): string {
  const [issue] = refused(text);
  return `${issue?.line}:${issue?.column} ${issue?.message}`;
}

describe('readDocument', () => {
  it('reads YAML, and JSON alike', () => {
    expect(plain('a: [1, x, true, null, 1.5]')).toEqual({ a: [1, 'x', true, null, 1.5] });
    expect(plain('{"a": {"b": [1, "2"]}}')).toEqual({ a: { b: [1, '2'] } });
  });

  it('resolves aliases and merges, where explicit keys win and earlier maps before later', () => {
    const text = 'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\nd: *a';
    expect(plain(text)).toMatchObject({ c: { x: 0, y: 1, z: 2 }, d: { x: 1, y: 1 } });
  });

  it('knows where values stand, with a byte-order mark and CRLF too', () => {
    const result = readDocument('\uFEFFa:\r\n  b: 7\r\n', { file: 'f' });
    expect(result.ok && placeOf(result.root, ['a', 'b'])).toEqual({
      file: 'f',
      line: 2,
      column: 6,
    });
  });

  it('points a missing value at the nearest parent', () => {
    const result = readDocument('a:\n  b:\n    c: 1\n', { file: 'f' });
    expect(result.ok && placeOf(result.root, ['a', 'b', 'nope', 'x'])).toMatchObject({
      line: 2,
      column: 3,
    });
  });

  it.each([
    ['', '1:1 the file is empty'],
    ['# only a comment\n', '1:1 the file is empty'],
    ['- 1\n', '1:1 a scenario is a map of keys'],
    ['name: x\nname: y\n', '2:1 the key name stands here twice'],
    ['name: *nobody\n', '1:7 there is no anchor &nobody before this alias'],
    ['name: &a [*a]\n', '1:11 the alias *a refers to itself'],
    ['name: x\n---\nname: y\n', '2:1 Source contains multiple documents'],
    ['na\u0000me: x\n', '1:3 this is not UTF-8 text'],
    ['__proto__: {polluted: 1}\n', '1:1 __proto__ is not a known key'],
    ['? {a: 1}\n: 2\n', '1:3 a key must be plain text'],
    ['name: x\n\tfoo: 1\n', '2:1 Tabs are not allowed as indentation'],
  ])('refuses %j', (text, expected) => {
    expect(firstMessage(text)).toBe(expected);
  });

  it('refuses alias bombs, deep nesting and huge texts quickly', () => {
    const letters = 'abcdefghijkl'.split('');
    const bomb = letters.map((key, index) => {
      const items = Array(9).fill(index === 0 ? 'x' : `*${letters[index - 1]}`);
      return `${key}: &${key} [${items.join(',')}]`;
    });
    const started = process.hrtime.bigint();
    expect(firstMessage(bomb.join('\n'))).toMatch(/values with its aliases written out/);
    expect(firstMessage('['.repeat(100_000))).toMatch(/nested too deeply/);
    expect(firstMessage('- '.repeat(100_000))).toMatch(/nested too deeply/);
    expect(firstMessage('x'.repeat(2_000_000))).toMatch(/2000000 characters/);
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(2);
  });

  it('judges many wrong keys in a moment, and tells the first ones', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n');
    const issues = refused(keys);
    expect(issues.length).toBeLessThanOrEqual(200);
    expect(issues.some((issue) => /more errors/.test(issue.message))).toBe(true);
  });

  it('takes keys that every object has for what they are: unknown', () => {
    const issues = refused(`constructor: 1\ntoString: 2\n${shortest}`);
    expect(issues.map((issue) => issue.path)).toEqual(['constructor', 'toString']);
  });

  it('accepts a byte-order mark and CRLF', () => {
    expect(accepted(`\uFEFF${shortest.replaceAll('\n', '\r\n')}`).scenario.name).toBe('x');
  });
});

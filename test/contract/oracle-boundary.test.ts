import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../src/policy/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);
/**
 * The names under which the engine, the traces and the tables keep the true length of an answer.
 */
const TRUE_LENGTH = /\b(true|actual|intended)?output_?tokens\b/i;

describe('what a policy may know', () => {
  it('does not include the true length of an answer', () => {
    expect(TRUE_LENGTH.test('request.outputTokens')).toBe(true);
    expect(TRUE_LENGTH.test('rows.intendedOutputTokens[i]')).toBe(true);
    const readers = files.filter((name) => TRUE_LENGTH.test(readFileSync(folder + name, 'utf8')));
    expect(files.length).toBeGreaterThan(30);
    expect(readers).toEqual([]);
  });

  it('does not include the engine, the recorder or the clock of the machine', () => {
    const sources = files.map((name) => [name, readFileSync(folder + name, 'utf8')] as const);
    const reaching = sources.filter(([, text]) =>
      /from '[./]*\/(engine|record|compile|run)\/|Math\.random|Date\.now|performance\./.test(text),
    );
    expect(reaching.map(([name]) => name)).toEqual([]);
  });
});

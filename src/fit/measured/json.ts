import type { JsonDocument, Problem } from './port.ts';

/** A JSON object whose values are asked for one by one; what is of the wrong kind becomes a problem with its place. */
export class JsonReader {
  readonly problems: Problem[] = [];
  readonly #document: JsonDocument;

  constructor(document: JsonDocument) {
    this.#document = document;
  }

  /** A number, or undefined where the key is absent or null. Text that is a number counts as one. */
  number(from: unknown, key: string, at: Range = {}): number | undefined {
    const value = valueAt(from, key);
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const { min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = at;
    if (typeof number === 'number' && Number.isFinite(number) && number >= min && number > above) {
      return number;
    }
    const wanted =
      at.min === undefined && at.above === undefined
        ? 'a number'
        : `a number ${at.above === undefined ? `of at least ${min}` : `above ${above}`}`;
    this.problem(key, `${key} = ${show(value)} is not ${wanted}`, 'mend the value, or remove it');
    return undefined;
  }

  text(from: unknown, key: string): string | undefined {
    const value = valueAt(from, key);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    this.problem(key, `${key} = ${show(value)} is not text`, 'mend the value, or remove it');
    return undefined;
  }

  /** A list, or undefined where the key is absent or null. */
  list(from: unknown, key: string): readonly unknown[] | undefined {
    const value = valueAt(from, key);
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value)) return value;
    this.problem(key, `${key} = ${show(value)} is not a list`, 'mend the value, or remove it');
    return undefined;
  }

  /** A list of numbers, each at least `min`; undefined where the key is absent, or after problems. */
  numbers(from: unknown, key: string, min = 0): readonly number[] | undefined {
    const list = this.list(from, key);
    const wrong = list?.findIndex((each) => !(typeof each === 'number' && each >= min)) ?? -1;
    if (list === undefined || wrong < 0) return list as readonly number[] | undefined;
    const message = `${key}[${wrong}] = ${show(list[wrong])} is not a number of at least ${min}`;
    this.problem(key, message, 'mend the value, or remove the list');
    return undefined;
  }

  /** A problem at the first place where the key stands. */
  problem(key: string, message: string, fix: string): void {
    const { text, line } = this.#document;
    const offset = Math.max(0, text.indexOf(`"${key}"`));
    const before = text.slice(0, offset);
    const lines = before.split('\n');
    this.problems.push({
      line: line + lines.length - 1,
      column: (lines.at(-1)?.length ?? 0) + 1,
      message,
      fix,
    });
  }
}

interface Range {
  readonly min?: number;
  readonly above?: number;
}

/** The value below an object's own key; undefined of anything else. */
export function valueAt(from: unknown, ...keys: readonly string[]): unknown {
  let value = from;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

export type DocumentsResult =
  | { readonly documents: readonly JsonDocument[] }
  | { readonly problem: Problem };

/**
 * A text as JSON or as JSON lines; the first problem where it is neither. Python writes Infinity and NaN, which are no
 * JSON: they count as null, in as many characters, so that places stay right.
 */
export function jsonDocuments(written: string): DocumentsResult {
  const text = written.replace(
    /([:[,]\s*)(-?Infinity|NaN)(?=\s*[,}\]])/g,
    (_, before: string, word: string) => before + 'null'.padEnd(word.length),
  );
  try {
    return { documents: [{ value: JSON.parse(text), line: 1, text }] };
  } catch (error) {
    const lines = text.split('\n');
    const first = lines.findIndex((line) => line.trim() !== '');
    const firstLine = lines[first]?.trim() ?? '';
    // Lines of JSON begin with a whole document; a document over many lines does not.
    if (!isJson(firstLine)) return { problem: problemOf(error, text) };
    return documentsOfLines(lines);
  }
}

function documentsOfLines(lines: readonly string[]): DocumentsResult {
  const documents: JsonDocument[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      documents.push({ value: JSON.parse(line), line: index + 1, text: line });
    } catch (error) {
      const { column, message, fix } = problemOf(error, line);
      return { problem: { line: index + 1, column, message, fix } };
    }
  }
  return { documents };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function problemOf(error: unknown, text: string): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === undefined ? text.length : Number(position));
  const lines = before.split('\n');
  return {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    message: 'this is no JSON: the document ends, or something else stands here than expected',
    fix: 'mend the JSON, or write the export again',
  };
}

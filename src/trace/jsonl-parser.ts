import { unknownNote, unusedNote } from './csv-header.ts';
import { isBlank } from './csv-line.ts';
import type { RowParser } from './csv-parser.ts';
import {
  emptyPromptReason,
  fieldOf,
  isRequired,
  type LayoutField,
  maxArrival,
  nearest,
  type TraceLayout,
} from './layout.ts';
import { maxPathLength, nameProblem } from './name-dictionary.ts';
import { deadlineProblem, shown, tokenProblem, toTokens } from './numbers.ts';
import { isNamed, type RowCollector } from './row-collector.ts';
import { type OptionalColumn, optionalColumns } from './trace-columns.ts';

/** Unknown keys that are told apart; beyond them nobody reads the list. */
const maxUnknownKeys = 10;

/** Makes the parser of a file of one JSON object a line. */
export function createJsonlParser(layout: TraceLayout, collector: RowCollector): RowParser {
  return new JsonlParser(layout, collector);
}

type JsonObject = Readonly<Record<string, unknown>>;

class JsonlParser implements RowParser {
  readonly #layout: TraceLayout;
  readonly #collector: RowCollector;
  readonly #arrival: string;
  readonly #prompt: string;
  readonly #output: string;
  readonly #optional: readonly LayoutField[];
  readonly #known: ReadonlySet<string>;
  readonly #noted = new Set<string>();
  readonly #seen = new Set<OptionalColumn>();
  readonly #more: number[];

  constructor(layout: TraceLayout, collector: RowCollector) {
    this.#layout = layout;
    this.#collector = collector;
    this.#arrival = fieldOf(layout, 'arrival').name;
    this.#prompt = fieldOf(layout, 'prompt').name;
    this.#output = fieldOf(layout, 'output').name;
    this.#optional = layout.fields.filter(({ role }) => isOptional(role));
    this.#known = new Set(layout.fields.filter(({ role }) => role !== 'unused').map((f) => f.name));
    this.#more = this.#optional.map(() => -1);
    const roles = this.#optional.map(({ role }) => role as OptionalColumn);
    collector.begin(roles, layout.blockTokens);
  }

  absent(): ReadonlySet<OptionalColumn> {
    return new Set(optionalColumns.filter((column) => !this.#seen.has(column)));
  }

  row(text: string, line: number): void {
    if (isBlank(text)) return;
    const object = this.#parse(text, line);
    if (object === null) return;
    for (const key in object) if (!this.#known.has(key)) this.#noteKey(key, object, text, line);
    const arrival = this.#readArrival(object, text, line);
    const prompt = this.#readTokens(this.#prompt, object[this.#prompt], text, line);
    const output = this.#readTokens(this.#output, object[this.#output], text, line);
    const good = this.#readNumbers(object, text, line);
    if (!good || Number.isNaN(arrival) || prompt < 0 || output < 0) return;
    if (output === 0) this.#collector.drop(this.#layout.emptyOutputReason);
    else if (prompt === 0) this.#collector.drop(emptyPromptReason);
    else if (this.#readNames(object, line, prompt)) {
      this.#collector.add(line, arrival, prompt, output, this.#more);
    }
  }

  #parse(text: string, line: number): JsonObject | null {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as JsonObject;
      }
      this.#collector.issue(line, 1, `${shown(value)} is no object`, 'write one {…} per line');
    } catch (error) {
      // The engine's message quotes the line; only its position is of use.
      const position = /position (\d+)/.exec(error instanceof Error ? error.message : '');
      const column = position === null ? 1 : Number(position[1]) + 1;
      const message = `the line is not one JSON object: ${shown(text)}`;
      this.#collector.issue(line, column, message, 'write one whole {…} per line');
    }
    return null;
  }

  #issue(text: string, line: number, key: string, message: string, fix: string): void {
    const column = Math.max(0, text.indexOf(JSON.stringify(key))) + 1;
    this.#collector.issue(line, column, message, fix);
  }

  #readArrival(object: JsonObject, text: string, line: number): number {
    const value = object[this.#arrival];
    if (typeof value === 'number' && Math.abs(value) <= maxArrival) return value;
    const what =
      value === undefined ? 'is missing' : `= ${shown(value)} is no time that can be read exactly`;
    const fix = `write a number such as ${this.#layout.arrivalExample}`;
    this.#issue(text, line, this.#arrival, `${this.#arrival} ${what}`, fix);
    return Number.NaN;
  }

  #readTokens(name: string, value: unknown, text: string, line: number): number {
    const tokens = typeof value === 'number' ? toTokens(value) : -1;
    if (tokens >= 0) return tokens;
    const number = typeof value === 'number' ? value : Number.NaN;
    const { what, fix } = tokenProblem(number);
    const message =
      value === undefined ? `${name} is missing` : `${name} = ${shown(value)} ${what}`;
    this.#issue(text, line, name, message, fix);
    return -1;
  }

  #readNumbers(object: JsonObject, text: string, line: number): boolean {
    let good = true;
    this.#optional.forEach(({ role, name }, i) => {
      const value = object[name];
      this.#more[i] = -1;
      if (value === undefined) return;
      this.#seen.add(role as OptionalColumn);
      if (value === null || value === '') return;
      if (role === 'content' && this.#layout.blockTokens !== undefined) return;
      if (isNamed(role) || role === 'content') {
        const most = role === 'content' ? maxPathLength : undefined;
        const problem =
          nameOf(value) === null ? 'is no name' : nameProblem(nameOf(value) as string, most);
        if (problem === null) return;
        good = false;
        this.#issue(text, line, name, `${name} = ${shown(value)} ${problem}`, 'write a short name');
        return;
      }
      if (role === 'deadlineSeconds') {
        const isGood = typeof value === 'number' && value >= 0 && value < Infinity;
        this.#more[i] = isGood ? value : -1;
        good = good && isGood;
        const { what, fix } = deadlineProblem;
        if (!isGood) this.#issue(text, line, name, `${name} = ${shown(value)} ${what}`, fix);
        return;
      }
      const number = this.#readTokens(name, value, text, line);
      this.#more[i] = number;
      good = good && number >= 0;
      if (role === 'maxTokens' && number === 0) {
        good = false;
        const fix = 'write at least 1, or leave it out';
        this.#issue(text, line, name, `${name} = 0 allows no token`, fix);
      }
    });
    return good;
  }

  #readNames(object: JsonObject, line: number, prompt: number): boolean {
    let content: unknown;
    for (let i = 0; i < this.#optional.length; i++) {
      const { role, name } = this.#optional[i] as LayoutField;
      if (role === 'content') {
        content = this.#layout.blockTokens === undefined ? nameOf(object[name]) : object[name];
      }
      if (!isNamed(role)) continue;
      const index = this.#collector.names[role].intern(nameOf(object[name]) ?? '');
      if (index === -2) {
        this.#collector.stop(line, 1, `${name} has too many names`, `leave ${name} out`);
        return false;
      }
      this.#more[i] = index;
    }
    return this.#collector.settleContent(line, this.#more, prompt, content);
  }

  /** Says once per key that it is not used, or that it is a misspelling. */
  #noteKey(key: string, object: JsonObject, text: string, line: number): void {
    if (this.#noted.size >= maxUnknownKeys || this.#noted.has(key)) return;
    this.#noted.add(key);
    const { fields } = this.#layout;
    const unused = fields.find(({ name }) => name === key);
    if (unused !== undefined) {
      this.#collector.note(unusedNote(unused));
      return;
    }
    const meant = nearest(
      key,
      fields.filter((field) => !isRequired(field)).map(({ name }) => name),
    );
    if (meant === null || meant in object) this.#collector.note(unknownNote(key));
    else {
      const fix = `did you mean ${shown(meant)}?`;
      this.#issue(text, line, key, `the key ${shown(key)} is unknown`, fix);
    }
  }
}

function isOptional(role: LayoutField['role']): boolean {
  return (optionalColumns as readonly string[]).includes(role);
}

/** A name as text; null where the value is none. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}

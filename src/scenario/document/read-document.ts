import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { suggest } from '../did-you-mean.ts';
import type { Issue } from '../issues.ts';
import {
  type Entry,
  type Located,
  listNode,
  mapNode,
  type Place,
  type ScalarValue,
} from './tree.ts';
import {
  type DocumentOptions,
  MAX_DEPTH,
  shifted,
  syntaxIssue,
  unreadableText,
} from './unreadable-text.ts';

/** Most values in a document with all aliases written out. */
const MAX_NODES = 200_000;
const MAX_SYNTAX_ISSUES = 100;

export type DocumentResult =
  | { readonly ok: true; readonly root: Located; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Thrown inside this file only: a document that cannot become a tree. */
class Refusal extends Error {
  readonly place: Place;
  readonly fix: string;

  constructor(place: Place, message: string, fix: string) {
    super(message);
    this.place = place;
    this.fix = fix;
  }
}

/** Parses YAML (or JSON) to a tree of located values. Never throws: what cannot be read is an issue. */
export function readDocument(text: string, options: DocumentOptions): DocumentResult {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const unreadable = unreadableText(body, options);
  if (unreadable !== null) return { ok: false, issues: [unreadable] };
  const lineCounter = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(Math.max(0, offset));
    return shifted(options, Math.max(1, line), Math.max(1, col));
  };
  try {
    const document = parseDocument(body, {
      lineCounter,
      merge: true,
      // The parser compares each key with every other one; TreeBuilder finds the same in linear time.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    const toIssue = (
      severity: 'error' | 'warning',
      error: { pos: [number, number]; message: string; code: string },
    ) =>
      syntaxIssue(
        severity,
        place(error.pos[0]),
        // The parser's own words end in advice for programmers after a semicolon.
        error.message.split(';')[0] ?? error.message,
        syntaxFix(error.code),
      );
    if (document.errors.some((error) => /call stack/.test(error.message))) throw new RangeError();
    if (document.errors.length > 0) {
      const errors = document.errors.slice(0, MAX_SYNTAX_ISSUES);
      return { ok: false, issues: errors.map((error) => toIssue('error', error)) };
    }
    const builder = new TreeBuilder(place);
    const root = builder.build(document.contents, 0);
    if (builder.duplicates.length > 0) {
      const issues = builder.duplicates
        .slice(0, MAX_SYNTAX_ISSUES)
        .map(([key, at]) =>
          syntaxIssue('error', at, `the key ${key} stands here twice`, 'keep one of the two'),
        );
      return { ok: false, issues };
    }
    if (root.size > MAX_NODES) {
      const message = `the document has ${root.size} values with its aliases written out; the most is ${MAX_NODES}`;
      throw new Refusal(place(0), message, 'use fewer aliases');
    }
    return {
      ok: true,
      root,
      warnings: document.warnings.map((warning) => toIssue('warning', warning)),
    };
  } catch (error) {
    if (error instanceof Refusal) {
      return { ok: false, issues: [syntaxIssue('error', error.place, error.message, error.fix)] };
    }
    // The parser recurses once per level: text that only opens brackets exhausts the stack before any check of ours.
    const message =
      error instanceof RangeError
        ? 'the document is nested too deeply'
        : `not YAML: ${String(error)}`;
    return {
      ok: false,
      issues: [syntaxIssue('error', shifted(options, 1, 1), message, 'write plain YAML')],
    };
  }
}

function syntaxFix(code: string): string {
  if (code === 'TAB_AS_INDENT') return 'indent with spaces';
  if (code === 'BAD_INDENT') return 'indent the lines of one block alike';
  if (code === 'MULTIPLE_DOCS') return 'keep one scenario per file';
  if (code === 'TAG_RESOLVE_FAILED') return 'leave the tag out';
  return 'mend the YAML here; quote text that holds special characters';
}

/** Walks the parser's nodes once, in document order; aliases become shared references. */
class TreeBuilder {
  readonly #place: (offset: number) => Place;
  readonly #anchors = new Map<string, Located>();
  /** Anchors whose values are being built: an alias to one of them is a cycle. */
  readonly #open = new Set<string>();
  /** Keys that stand twice in one map, and where the second one is. */
  readonly duplicates: (readonly [key: string, place: Place])[] = [];

  constructor(place: (offset: number) => Place) {
    this.#place = place;
  }

  build(node: Node | null, start: number, depth = 0): Located {
    const place = this.#place(node?.range?.[0] ?? start);
    if (depth > MAX_DEPTH) {
      throw new Refusal(
        place,
        'the document is nested too deeply',
        `nest at most ${MAX_DEPTH} levels`,
      );
    }
    if (isAlias(node)) return this.#target(node, place);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#convert(node, place, depth);
    this.#open.add(anchor);
    const located = this.#convert(node, place, depth);
    this.#open.delete(anchor);
    this.#anchors.set(anchor, located);
    return located;
  }

  #convert(node: Node | null, place: Place, depth: number): Located {
    if (isMap(node)) return this.#map(node, place, depth);
    if (isSeq(node)) {
      const start = node.range?.[0] ?? 0;
      const items = node.items.map((item) => {
        if (isPair(item))
          throw new Refusal(place, 'a key stands inside a list', 'write the key in a map');
        return this.build(item as Node | null, start, depth + 1);
      });
      return listNode(place, items);
    }
    const value: unknown = isScalar(node) ? node.value : null;
    const source =
      (isScalar(node) ? node.source : undefined) ?? (value === null ? '' : String(value));
    return { kind: 'scalar', place, size: 1, value: scalarValue(value, source), source };
  }

  #target(alias: Alias, place: Place): Located {
    const name = alias.source;
    if (this.#open.has(name)) {
      throw new Refusal(place, `the alias *${name} refers to itself`, 'write the value out');
    }
    const target = this.#anchors.get(name);
    if (target !== undefined) return target;
    const fix = suggest(name, [...this.#anchors.keys()]);
    throw new Refusal(place, `there is no anchor &${name} before this alias`, fix);
  }

  #map(map: YAMLMap, place: Place, depth: number): Located {
    const own = new Map<string, Entry>();
    const merged = new Map<string, Entry>();
    for (const item of map.items) {
      const pair = item as Pair<Node | null, Node | null>;
      const keyOffset = pair.key?.range?.[0] ?? map.range?.[0] ?? 0;
      const key = this.#place(keyOffset);
      const value = this.build(pair.value, pair.key?.range?.[1] ?? keyOffset, depth + 1);
      if (isMergeKey(pair.key)) {
        this.#merge(merged, value, key);
        continue;
      }
      const name = this.#keyName(pair.key, key);
      if (own.has(name)) this.duplicates.push([name, key]);
      own.set(name, { key, node: value });
    }
    // Keys written out come first and win over merged ones.
    for (const [name, entry] of merged) if (!own.has(name)) own.set(name, entry);
    return mapNode(place, own);
  }

  #merge(into: Map<string, Entry>, value: Located, key: Place): void {
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      if (source.kind !== 'map')
        throw new Refusal(key, '<< merges maps only', 'give it an alias of a map');
      for (const [name, entry] of source.entries) if (!into.has(name)) into.set(name, entry);
    }
  }

  #keyName(key: Node | null, place: Place): string {
    const scalar = isAlias(key) ? this.#target(key, place) : null;
    const value: unknown = isScalar(key)
      ? key.value
      : scalar?.kind === 'scalar'
        ? scalar.value
        : undefined;
    if (value === undefined)
      throw new Refusal(place, 'a key must be plain text', 'write key: value');
    const name =
      isScalar(key) && typeof value === 'number' ? (key.source ?? String(value)) : String(value);
    if (name === '__proto__')
      throw new Refusal(place, '__proto__ is not a known key', 'leave it out');
    return name;
  }
}

function isMergeKey(key: Node | null): boolean {
  return (
    isScalar(key) && (typeof key.value === 'symbol' || (key.value === '<<' && key.type === 'PLAIN'))
  );
}

function scalarValue(value: unknown, source: string): ScalarValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  // Tagged values (binary, sets, dates) have no place in a scenario: their text is judged instead.
  return source;
}

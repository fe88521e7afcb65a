import { suggest } from './did-you-mean.ts';
import { readDocument } from './document/read-document.ts';
import {
  childOf,
  type Entry,
  type Located,
  listNode,
  mapNode,
  type Path,
  type Place,
} from './document/tree.ts';
import type { Issue } from './issues.ts';

/** File name of issues about `--set`; their line is the number of the option, their column the place in its text. */
export const SET_FILE = '--set';

interface Step {
  /** A key, or what stands between brackets: the name or number of an item. */
  readonly kind: 'key' | 'item';
  readonly text: string;
  readonly place: Place;
}

/** Thrown inside this file only: a `--set` that cannot be applied. */
class Refusal extends Error {
  readonly place: Place;
  readonly path: string;
  readonly fix: string;

  constructor(place: Place, path: string, message: string, fix: string) {
    super(message);
    this.place = place;
    this.path = path;
    this.fix = fix;
  }
}

/** Applies `path=value` texts in order. Keys that do not exist are added: the schema judges them as it judges the file's. */
export function applySets(
  root: Located,
  sets: readonly string[],
): { readonly root: Located; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  let current = root;
  for (const [index, set] of sets.entries()) {
    try {
      current = applySet(current, set, index + 1, issues);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { place, path, message, fix } = error;
      issues.push({ severity: 'error', ...place, path, message, fix });
    }
  }
  return { root: current, issues };
}

function applySet(root: Located, set: string, line: number, issues: Issue[]): Located {
  const start: Place = { file: SET_FILE, line, column: 1 };
  const equals = endOfPath(set);
  if (equals < 0) throw new Refusal(start, '', `${quoted(set)} has no =`, 'write path=value');
  const path = set.slice(0, equals).trimEnd();
  const steps = parsePath(path, start);
  const value = set.slice(equals + 1);
  const column = equals + 2;
  if (value.trim() === '') {
    throw new Refusal({ ...start, column }, path, 'the value is missing', 'write path=value');
  }
  const document = readDocument(value, { file: SET_FILE, line, column });
  if (!document.ok) {
    issues.push(...document.issues.map((issue) => ({ ...issue, path })));
    return root;
  }
  issues.push(...document.warnings.map((issue) => ({ ...issue, path })));
  return replace(root, steps, document.root, path);
}

/**
 * The tree with `value` at `path` (written as for `--set`), or the issue that tells why there can be no such place.
 * `place` is where the path stands.
 */
export function setNode(
  root: Located,
  path: string,
  value: Located,
  place: Place,
): { readonly root: Located } | { readonly issue: Issue } {
  try {
    return { root: replace(root, parsePath(path, place), value, path) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, fix } = error;
    return { issue: { severity: 'error', ...error.place, path: error.path, message, fix } };
  }
}

/** The path as steps into `root`, items by their number; as far as the tree has them, and named from there on. */
export function pathIn(root: Located, path: string): Path {
  let node: Located | undefined = root;
  return parsePath(path, root.place).map(({ kind, text }) => {
    const list: Located | undefined = node;
    const step = kind === 'item' && list?.kind === 'list' ? itemIndex(list, text) : text;
    node = node === undefined ? undefined : childOf(node, step);
    return step;
  });
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** Position of the first = outside brackets. */
/** The path of a `path=value` text, as it was written. */
export function pathOfSet(set: string): string {
  return set.slice(0, Math.max(0, endOfPath(set))).trimEnd();
}

function endOfPath(set: string): number {
  let depth = 0;
  for (let index = 0; index < set.length; index++) {
    const character = set[index];
    if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (character === '=' && depth <= 0) return index;
  }
  return -1;
}

const STEP = /\.?([^.[\]\s]+)|\[([^[\]]+)\]/y;

function parsePath(path: string, start: Place): Step[] {
  const steps: Step[] = [];
  const lead = path.length - path.trimStart().length;
  let at = lead;
  while (at < path.length) {
    const place = { ...start, column: start.column + at };
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    const isFirst = steps.length === 0;
    const dotted = path[at] === '.';
    const isItem = match?.[2] !== undefined;
    if (match === null || (isFirst ? dotted || isItem : !dotted && !isItem)) {
      throw new Refusal(
        place,
        path,
        'this is not a path',
        'write it as pools[h100].engine.maxSequences',
      );
    }
    steps.push({ kind: isItem ? 'item' : 'key', text: (match[1] ?? match[2] ?? '').trim(), place });
    at = STEP.lastIndex;
  }
  if (steps.length === 0) {
    throw new Refusal(start, path, 'the path is missing', 'write it as pools[h100].replicas=12');
  }
  return steps;
}

/** A copy of the tree with `value` at the end of `steps`. */
function replace(
  node: Located | null,
  steps: readonly Step[],
  value: Located,
  path: string,
): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === 'item') return replaceItem(node, step, rest, value, path);
  if (node?.kind === 'list') {
    const [example = '0'] = node.names.keys();
    throw new Refusal(
      step.place,
      path,
      `${step.text} follows a list`,
      `name an item first, such as [${example}]`,
    );
  }
  if (step.text === '__proto__')
    throw new Refusal(step.place, path, 'this key is not known', 'leave it out');
  const entries = new Map<string, Entry>(node?.kind === 'map' ? node.entries : []);
  const old = entries.get(step.text);
  entries.set(step.text, { key: step.place, node: replace(old?.node ?? null, rest, value, path) });
  // A block that began as `none` or did not exist begins here.
  return mapNode(node?.kind === 'map' ? node.place : step.place, entries);
}

/** Position of the item that stands between brackets by name or number; −1 where there is no such name. */
function itemIndex(list: Located & { readonly kind: 'list' }, text: string): number {
  return list.names.get(text) ?? (/^\d+$/.test(text) ? Number(text) : -1);
}

function replaceItem(
  node: Located | null,
  step: Step,
  rest: readonly Step[],
  value: Located,
  path: string,
): Located {
  if (node?.kind !== 'list') {
    const before = path.slice(0, path.indexOf(`[${step.text}]`));
    const fix = suggest(before, ['workloads', 'pools']);
    throw new Refusal(step.place, path, `there is no list ${before}`, fix);
  }
  const index = itemIndex(node, step.text);
  const old = node.items[index];
  if (old === undefined) {
    const last = node.items.length - 1;
    const range = last < 1 ? 'use 0' : `use 0 to ${last}`;
    const fix = index >= 0 ? range : suggest(step.text, [...node.names.keys()]);
    throw new Refusal(step.place, path, `there is no item [${step.text}]`, fix);
  }
  const items = [...node.items];
  items[index] = replace(old, rest, value, path);
  return listNode(node.place, items);
}

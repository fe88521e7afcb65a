/** Where a value stands: file as the user named it (or `--set`), 1-based line and column. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A parsed document whose every value and key knows where it was written. Immutable; aliases share their target's node.
 * `size` counts the nodes as if every alias were written out: the guard against alias bombs.
 */
export type Located =
  | {
      readonly kind: 'scalar';
      readonly place: Place;
      readonly size: number;
      readonly value: ScalarValue;
      readonly source: string;
    }
  | {
      readonly kind: 'list';
      readonly place: Place;
      readonly size: number;
      readonly items: readonly Located[];
      /** Index of the first item with each name. */
      readonly names: ReadonlyMap<string, number>;
    }
  | {
      readonly kind: 'map';
      readonly place: Place;
      readonly size: number;
      readonly entries: ReadonlyMap<string, Entry>;
    };

export type ScalarValue = string | number | boolean | null;

export interface Entry {
  readonly key: Place;
  readonly node: Located;
}

export type Path = readonly (string | number)[];

/** A list node; `size` and `names` follow from the items. */
export function listNode(place: Place, items: readonly Located[]): Located {
  const names = new Map<string, number>();
  let size = 1;
  for (const [index, item] of items.entries()) {
    size += item.size;
    const name = itemName(item);
    if (name !== undefined && !names.has(name)) names.set(name, index);
  }
  return { kind: 'list', place, items, names, size };
}

/** A map node; `size` follows from the entries. */
export function mapNode(place: Place, entries: ReadonlyMap<string, Entry>): Located {
  let size = 1;
  for (const entry of entries.values()) size += entry.node.size;
  return { kind: 'map', place, entries, size };
}

/** The node below `node` at one step of a path, or undefined. */
export function childOf(node: Located, step: string | number): Located | undefined {
  if (node.kind === 'map') return node.entries.get(String(step))?.node;
  if (node.kind === 'list' && typeof step === 'number') return node.items[step];
  return undefined;
}

/** The node at `path`, or undefined. */
export function nodeAt(root: Located, path: Path): Located | undefined {
  let node: Located | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = childOf(node, step);
  }
  return node;
}

/** Where to point for a value: its own place, or for a missing one the nearest parent that exists (its key, if any). */
export function placeOf(root: Located, path: Path): Place {
  let node = root;
  let place = root.place;
  for (const step of path) {
    const next = childOf(node, step);
    if (next === undefined) return place;
    // A block is best pointed at by its key; the value of a scalar by itself.
    const key = node.kind === 'map' ? node.entries.get(String(step))?.key : undefined;
    place = next.kind === 'scalar' || key === undefined ? next.place : key;
    node = next;
  }
  return node.place;
}

/** Where the key of a map entry stands; the value's place when there is no such key. */
export function keyPlaceOf(root: Located, path: Path): Place {
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = parent?.kind === 'map' ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.key ?? placeOf(root, path);
}

/** The `name` of a list's item, when it has one that can be written between brackets. */
function itemName(node: Located): string | undefined {
  const name = childOf(node, 'name');
  if (name?.kind !== 'scalar') return undefined;
  return /^[^\][=]{1,80}$/.test(name.source) ? name.source : undefined;
}

/** What selects an item between brackets: its name, unless an item before has the same one. */
function selector(list: Located | undefined, item: Located | undefined, index: number): string {
  const name = item === undefined ? undefined : itemName(item);
  if (name === undefined || list?.kind !== 'list') return String(index);
  return list.names.get(name) === index ? name : String(index);
}

/** A path as `--set` writes it: `pools[h100].engine.maxSequences`. */
export function showPath(root: Located | undefined, path: Path): string {
  let text = '';
  let node = root;
  for (const step of path) {
    const next = node === undefined ? undefined : childOf(node, step);
    if (typeof step === 'number') text += `[${selector(node, next, step)}]`;
    else text += text === '' ? step : `.${step}`;
    node = next;
  }
  return text;
}

/** A value as the user wrote it, in one line and cut short. */
export function showNode(node: Located): string {
  const text = node.kind === 'scalar' ? showScalar(node) : JSON.stringify(toPlain(node, 40));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function showScalar(node: Located & { kind: 'scalar' }): string {
  if (node.value === null && node.source === '') return 'nothing';
  const text = node.source.slice(0, 200);
  return text === '' || /[\p{Cc}\s]/u.test(text) ? JSON.stringify(text) : text;
}

/**
 * Plain JavaScript values of a tree. `__proto__` was refused before (document.ts), so plain objects are safe.
 * With `budget`, long lists and maps are cut to that many entries: for messages.
 */
export function toPlain(node: Located, budget = Number.POSITIVE_INFINITY): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') {
    return node.items
      .slice(0, Math.min(budget, node.items.length))
      .map((item) => toPlain(item, budget / 2));
  }
  const plain: Record<string, unknown> = {};
  let left = budget;
  for (const [key, entry] of node.entries) {
    if (left-- <= 0) break;
    plain[key] = toPlain(entry.node, budget / 2);
  }
  return plain;
}

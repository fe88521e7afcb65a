import { type Located, toPlain } from '../document/tree.ts';
import { type DimensionName, parseAnyQuantity } from '../quantity.ts';
import { nameOfUnits, sameUnits, type Units, unitsOf } from './units.ts';

/** What a value is, as constraints see it. Values of different kinds are never equal, and never in an order. */
export type Kind =
  | {
      readonly kind: 'number';
      readonly units: Units;
      /** Written in a constraint without a unit: it takes that of what it is compared with. */
      readonly bare?: boolean;
    }
  | { readonly kind: 'word' }
  | { readonly kind: 'boolean' }
  /** `null` or `~`. */
  | { readonly kind: 'nothing' }
  /** A list or a map: constraints cannot look into it. */
  | { readonly kind: 'block' }
  /** The scenario's own value, which it does not state. */
  | { readonly kind: 'unknown' };

/** A value of an axis, or of a part of a constraint, with its kind. Numbers are in SI. */
export type Term =
  | { readonly kind: 'number'; readonly units: Units; readonly value: number }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nothing'; readonly value: null }
  | { readonly kind: 'block'; readonly value: string }
  | { readonly kind: 'unknown'; readonly value: null };

/** The term of a value; `dimension` is that of bare numbers in its place. */
export function termOf(node: Located | null, dimension: DimensionName | null): Term {
  if (node === null) return { kind: 'unknown', value: null };
  if (node.kind !== 'scalar') return { kind: 'block', value: blockText(toPlain(node)) };
  const { value } = node;
  if (value === null) return { kind: 'nothing', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  const quantity = parseAnyQuantity(value);
  if (quantity === null) return { kind: 'word', value: String(value) };
  return {
    kind: 'number',
    units: unitsOf(quantity.dimension ?? dimension),
    value: quantity.value,
  };
}

/** The same text for blocks that differ in the order of their keys alone. */
function blockText(plain: unknown): string {
  return JSON.stringify(plain, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

export function sameKind(a: Kind, b: Kind): boolean {
  if (a.kind === 'number' && b.kind === 'number') return sameUnits(a.units, b.units);
  return a.kind === b.kind;
}

/** Equal texts for equal terms. */
export function termKey(term: Term): string {
  const units = term.kind === 'number' ? term.units : [];
  return JSON.stringify([term.kind, term.value, units]);
}

/** Each kind once. */
export function distinctKinds(kinds: readonly Kind[]): readonly Kind[] {
  const distinct: Kind[] = [];
  for (const kind of kinds) {
    if (!distinct.some((each) => sameKind(each, kind))) distinct.push(kind);
  }
  return distinct;
}

export function nameOfKind(kind: Kind): string {
  switch (kind.kind) {
    case 'number':
      return nameOfUnits(kind.units);
    case 'word':
      return 'a word';
    case 'boolean':
      return 'true or false';
    case 'nothing':
      return 'null';
    case 'block':
      return 'a block';
    case 'unknown':
      return 'a value that the scenario does not state';
  }
}

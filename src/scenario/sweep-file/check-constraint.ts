import { dimensions, parseAnyQuantity } from '../quantity.ts';
import type { Senseless } from './constraint.ts';
import {
  type BinaryOperator,
  type Expression,
  isEquality,
  isLogical,
  isOrder,
  isProduct,
} from './expression.ts';
import { distinctKinds, type Kind, nameOfKind, sameKind } from './term.ts';
import { combineUnits, dimensionWith, noUnits, sameUnits, type Units } from './units.ts';

/** A part of a constraint with the kinds that its values can have. */
interface Checked {
  readonly expression: Expression;
  readonly kinds: readonly Kind[];
}

type KindsOf = (column: number) => readonly Kind[];

/** Thrown inside this file only. */
class Mismatch extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Judges a constraint by the kinds of values that its axes have, before any point is made: an operator whose sides have
 * no kind in common that it takes makes no sense at any point. Returns the constraint with its bare numbers in the units
 * of what they are compared with, or what is wrong.
 *
 * Where an axis mixes kinds (`[auto, 1000]`), one kind that fits is enough here; what its other values come to is for
 * {@link holds} to say.
 */
export function checkConstraint(expression: Expression, kindsOf: KindsOf): Expression | Senseless {
  try {
    const checked = check(expression, kindsOf);
    if (checked.kinds.some(({ kind }) => kind === 'boolean')) return checked.expression;
    const message = `is ${described(checked)}, neither true nor false`;
    return { message, fix: 'compare it with something' };
  } catch (error) {
    if (error instanceof Mismatch) return { message: error.message, fix: error.fix };
    throw error;
  }
}

function check(expression: Expression, kindsOf: KindsOf): Checked {
  switch (expression.type) {
    case 'literal': {
      const { term, bare } = expression;
      return { expression, kinds: [term.kind === 'number' ? { ...term, bare } : term] };
    }
    case 'axis':
      return { expression, kinds: distinctKinds(kindsOf(expression.column)) };
    case 'in':
      return { expression, kinds: [{ kind: 'number', units: expression.units }] };
    case 'unary': {
      const of = check(expression.of, kindsOf);
      const wanted = expression.operator === '!' ? 'boolean' : 'number';
      const kinds = of.kinds.filter(({ kind }) => kind === wanted);
      if (kinds.length === 0) throw wrongOperand(of, wanted);
      return { expression: { ...expression, of: of.expression }, kinds };
    }
    case 'binary':
      return checkBinary(expression, kindsOf);
  }
}

function checkBinary(
  { operator, left, right }: Expression & { readonly type: 'binary' },
  kindsOf: KindsOf,
): Checked {
  let a = check(left, kindsOf);
  let b = check(right, kindsOf);
  if (!isLogical(operator) && !isProduct(operator)) {
    a = inUnitsOf(a, b);
    b = inUnitsOf(b, a);
  }
  const kinds = a.kinds.flatMap((one) => b.kinds.flatMap((other) => result(operator, one, other)));
  if (kinds.length === 0) throw mismatch(operator, a, b);
  const expression = {
    type: 'binary',
    operator,
    left: a.expression,
    right: b.expression,
  } as const;
  return { expression, kinds: distinctKinds(kinds) };
}

/** What an operator makes of two kinds; nothing where it does not take them. */
function result(operator: BinaryOperator, a: Kind, b: Kind): readonly Kind[] {
  if (isLogical(operator)) {
    return a.kind === 'boolean' && b.kind === 'boolean' ? [{ kind: 'boolean' }] : [];
  }
  if (isEquality(operator)) {
    const comparable = a.kind !== 'block' && a.kind !== 'unknown';
    return comparable && sameKind(a, b) ? [{ kind: 'boolean' }] : [];
  }
  if (a.kind !== 'number' || b.kind !== 'number') return [];
  const bare = a.bare === true && b.bare === true;
  if (isProduct(operator)) {
    return [
      { kind: 'number', units: combineUnits(a.units, b.units, operator === '*' ? 1 : -1), bare },
    ];
  }
  if (!sameUnits(a.units, b.units)) return [];
  return isOrder(operator) ? [{ kind: 'boolean' }] : [{ kind: 'number', units: a.units, bare }];
}

/** A bare number in the only units that the other side's numbers have; as it is where there is no such thing. */
function inUnitsOf(own: Checked, other: Checked): Checked {
  if (!own.kinds.some(isBare) || other.kinds.some(isBare)) return own;
  const found = other.kinds.flatMap((kind) => (kind.kind === 'number' ? [kind.units] : []));
  const [units] = found;
  if (units === undefined || found.length > 1 || sameUnits(units, noUnits)) return own;
  const expression = { type: 'in', units, of: own.expression } as const;
  return { expression, kinds: [{ kind: 'number', units }] };
}

const isBare = (kind: Kind) => kind.kind === 'number' && kind.bare === true;

/** A part of a constraint in a message: what was written, if that is short, and what it is. */
function described({ expression, kinds }: Checked): string {
  const names = kinds.map(nameOfKind).join(' or ');
  if (expression.type === 'axis') return `${expression.path} (${names})`;
  return expression.type === 'literal' ? `${expression.text} (${names})` : names;
}

function wrongOperand(of: Checked, wanted: 'boolean' | 'number'): Mismatch {
  if (wanted === 'boolean') {
    return new Mismatch(`takes ${described(of)} for true or false`, 'compare it with something');
  }
  const fix = quotedNumber(of) ?? 'calculate with numbers only';
  return new Mismatch(`calculates with ${described(of)}, which is no number`, fix);
}

function mismatch(operator: BinaryOperator, a: Checked, b: Checked): Mismatch {
  const lacks = (wanted: Kind['kind']) =>
    [a, b].find(({ kinds }) => !kinds.some(({ kind }) => kind === wanted));
  if (isLogical(operator)) return wrongOperand(lacks('boolean') ?? a, 'boolean');
  if (!isEquality(operator) && !isOrder(operator)) {
    const odd = lacks('number');
    if (odd !== undefined) return wrongOperand(odd, 'number');
  }
  const verb = isEquality(operator) || isOrder(operator) ? 'compares' : 'calculates with';
  const link = verb === 'compares' ? 'with' : 'and';
  return new Mismatch(`${verb} ${described(a)} ${link} ${described(b)}`, fixOf(operator, a, b));
}

function fixOf(operator: BinaryOperator, a: Checked, b: Checked): string {
  const has = ({ kinds }: Checked, wanted: Kind['kind']) =>
    kinds.some(({ kind }) => kind === wanted);
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (has(own, 'block')) return 'constraints cannot look into blocks: sweep a key of the block';
    if (has(own, 'boolean') && has(other, 'number') && own.expression.type === 'binary') {
      return 'join comparisons with &&, as in 1 < x && x < 8';
    }
    const quoted = has(other, 'number') || has(other, 'boolean') ? quotedNumber(own) : null;
    if (quoted !== null) return quoted;
    const { expression } = own;
    if (expression.type === 'literal' && has(own, 'number')) {
      if (isEquality(operator) && has(other, 'word') && !has(other, 'number'))
        return `write "${expression.text}" in quotes`;
      const units = other.kinds.flatMap((kind) => (kind.kind === 'number' ? [kind.units] : []));
      if (units.length > 0) return `write ${units.map(inExample).join(' or ')}`;
    }
  }
  return isOrder(operator) && (has(a, 'word') || has(b, 'word'))
    ? 'compare words by == and != only'
    : 'compare numbers of one unit with each other, and words with words';
}

/** How a quantity is written. */
function inExample(units: Units): string {
  const dimension = dimensionWith(units);
  if (dimension === null) return 'a number without a unit';
  const { what, example } = dimensions[dimension];
  return `${what}, such as ${example}`;
}

/** The fix of a number, true or false that was put in quotes; null for anything else. */
function quotedNumber({ expression }: Checked): string | null {
  if (expression.type !== 'literal' || expression.term.kind !== 'word') return null;
  const { value } = expression.term;
  const isMeant = value === 'true' || value === 'false' || parseAnyQuantity(value) !== null;
  return isMeant ? `write ${value} without quotes` : null;
}

import type { Senseless } from './constraint.ts';
import { type BinaryOperator, type Expression, isEquality, isProduct } from './expression.ts';
import { nameOfKind, sameKind, type Term } from './term.ts';
import { combineUnits, sameUnits, type Units } from './units.ts';

/** Thrown inside this file only: a value that an operator does not take. */
class Unfit extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Whether a point meets a constraint (as {@link checkConstraint} returned it): `terms` are what the columns have there.
 * Values of different kinds are unequal. Everything else between different kinds, and everything with a block or with a
 * value that is not known, is an answer of its own: such a point is neither kept nor dropped.
 */
export function holds(expression: Expression, terms: readonly Term[]): boolean | Senseless {
  try {
    return truth(expression, terms);
  } catch (error) {
    if (error instanceof Unfit) return { message: error.message, fix: error.fix };
    throw error;
  }
}

function evaluate(expression: Expression, terms: readonly Term[]): Term {
  switch (expression.type) {
    case 'literal':
      return expression.term;
    case 'axis':
      return terms[expression.column] ?? { kind: 'unknown', value: null };
    case 'in':
      return { ...number(expression.of, terms), units: expression.units };
    case 'unary': {
      const { operator, of } = expression;
      if (operator === '!') return boolean(!truth(of, terms));
      const { value, units } = number(of, terms);
      return { kind: 'number', units, value: operator === '-' ? -value : value };
    }
    case 'binary':
      return binary(expression, terms);
  }
}

const boolean = (value: boolean): Term => ({ kind: 'boolean', value });

function binary(
  { operator, left, right }: Expression & { readonly type: 'binary' },
  terms: readonly Term[],
): Term {
  if (operator === '&&') return boolean(truth(left, terms) && truth(right, terms));
  if (operator === '||') return boolean(truth(left, terms) || truth(right, terms));
  if (isEquality(operator)) {
    const [a, b] = [comparable(left, terms), comparable(right, terms)];
    return boolean((sameKind(a, b) && a.value === b.value) === operator.startsWith('='));
  }
  const [a, b] = [number(left, terms), number(right, terms)];
  if (isProduct(operator)) {
    const sign = operator === '*' ? 1 : -1;
    const value = sign === 1 ? a.value * b.value : a.value / b.value;
    return defined(value, operator, a, b, combineUnits(a.units, b.units, sign));
  }
  if (!sameUnits(a.units, b.units)) {
    const message = `puts ${nameOfKind(a)} and ${nameOfKind(b)} together`;
    throw new Unfit(message, 'write values of one unit on the axis, or leave the constraint out');
  }
  switch (operator) {
    case '<':
      return boolean(a.value < b.value);
    case '<=':
      return boolean(a.value <= b.value);
    case '>':
      return boolean(a.value > b.value);
    case '>=':
      return boolean(a.value >= b.value);
    case '+':
      return defined(a.value + b.value, operator, a, b, a.units);
    case '-':
      return defined(a.value - b.value, operator, a, b, a.units);
    case '%':
      return defined(a.value % b.value, operator, a, b, a.units);
  }
}

type NumberTerm = Term & { readonly kind: 'number' };

/** A result that is a number: comparisons with NaN would drop points without a word. */
function defined(
  value: number,
  operator: BinaryOperator,
  a: NumberTerm,
  b: NumberTerm,
  units: Units,
): Term {
  if (!Number.isNaN(value)) return { kind: 'number', units, value };
  throw new Unfit(
    `calculates ${a.value} ${operator} ${b.value}, which is no number`,
    'exclude that case first: x > 0 && …',
  );
}

function number(of: Expression, terms: readonly Term[]): NumberTerm {
  const term = comparable(of, terms);
  if (term.kind === 'number') return term;
  const message = `calculates with ${described(of, term)}, which is no number`;
  throw new Unfit(message, testFirst(of, term));
}

function truth(of: Expression, terms: readonly Term[]): boolean {
  const term = comparable(of, terms);
  if (term.kind === 'boolean') return term.value;
  throw new Unfit(`takes ${described(of, term)} for true or false`, testFirst(of, term));
}

/** The value of a part, which is neither a block nor unknown. */
function comparable(of: Expression, terms: readonly Term[]): Term {
  const term = evaluate(of, terms);
  if (term.kind === 'unknown') {
    const message = `needs ${described(of, term)}`;
    throw new Unfit(message, 'write the value in the scenario, or choose another design');
  }
  if (term.kind === 'block') {
    const fix = 'constraints cannot look into blocks: sweep a key of the block';
    throw new Unfit(`compares ${described(of, term)}`, fix);
  }
  return term;
}

function described(of: Expression, term: Term): string {
  const name = nameOfKind(term);
  if (of.type !== 'axis') return name;
  return term.kind === 'word' ? `${of.path} = ${term.value} (${name})` : `${of.path} (${name})`;
}

/** How to keep an operator from a value of another kind. */
function testFirst(of: Expression, { kind, value }: Term): string {
  if (of.type !== 'axis') return 'compare numbers with numbers and words with words';
  const shown = kind === 'word' ? JSON.stringify(value) : String(value);
  return `test it first: ${of.path} == ${shown} || …`;
}

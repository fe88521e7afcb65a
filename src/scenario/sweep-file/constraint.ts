import jsep, { type Expression } from 'jsep';
import type { Place } from '../document/tree.ts';
import { allUnits, parseAnyQuantity } from '../quantity.ts';

/** What an axis has at a point: a number in SI, a word, or null where the scenario's own value is not known. */
export type AxisValue = number | string | null;

/** A condition between axes that a point must meet, such as `pools[h100].replicas * 4 <= 32`. */
export interface Constraint {
  readonly text: string;
  readonly place: Place;
  readonly expression: Expression;
}

/** Longest text of a constraint, before it is parsed. */
const MAX_LENGTH = 1000;

/** Identifier that stands for axis column n while jsep reads the text. */
const standIn = (column: number) => `axis_${column}_`;

const operators: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/**
 * Reads a constraint: the paths of axes (`columns`), numbers, quantities (500W, 12/s: taken in SI), words in quotes,
 * + - * / %, comparisons, ==, !=, &&, ||, ! and brackets. The result is a sentence where it is none of that.
 */
export function parseConstraint(
  text: string,
  place: Place,
  columns: readonly string[],
): Constraint | string {
  if (text.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  try {
    const expression = jsep(withNumbers(withStandIns(text, columns)));
    const wrong = firstWrong(expression, columns.length);
    return wrong ?? { text, place, expression };
  } catch (error) {
    return `is no condition: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Whether a point meets the constraint; a sentence where its values do not fit the operators. */
export function holds(constraint: Constraint, values: readonly AxisValue[]): boolean | string {
  try {
    const result = evaluate(constraint.expression, values);
    return typeof result === 'boolean' ? result : `is ${result}, neither true nor false`;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** A word in quotes, whose contents stand for themselves. */
const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;

const escaped = (text: string) => text.replace(/[/.*+?^$()[\]{}|\\]/g, '\\$&');

/** Paths hold brackets, dots and hyphens, which mean something else in an expression. */
function withStandIns(text: string, columns: readonly string[]): string {
  const paths = columns.filter((path) => path !== '').sort((a, b) => b.length - a.length);
  // A path that only begins like an axis is none.
  const axis = `(?<![\\w.\\]])(?:${paths.map(escaped).join('|')})(?![\\w.[])`;
  return text.replace(new RegExp(`${QUOTED}|${axis}`, 'gu'), (found) => {
    const column = columns.indexOf(found);
    return found === '' || column < 0 ? found : ` ${standIn(column)} `;
  });
}

function withNumbers(text: string): string {
  // Before another operand, % is the remainder.
  const units = allUnits().map(
    (unit) => escaped(unit) + (unit === '%' ? '(?!\\s*[\\w.("\'])' : ''),
  );
  const number = '(?<![\\w.])\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
  const quantity = new RegExp(`${QUOTED}|${number}\\s?(?:${units.join('|')})(?![\\w/])`, 'gu');
  return text.replace(quantity, (found) => String(parseAnyQuantity(found)?.value ?? found));
}

/** The first part of an expression that constraints do not have, as a sentence. */
function firstWrong(expression: Expression, columns: number): string | null {
  const parts = (...list: unknown[]) =>
    list.map((part) => firstWrong(part as Expression, columns)).find((wrong) => wrong !== null) ??
    null;
  switch (expression.type) {
    case 'Literal':
      return null;
    case 'Identifier': {
      const names = Array.from({ length: columns }, (_, column) => standIn(column));
      if (names.includes(String(expression['name']))) return null;
      return `${expression['name']} is no axis of this sweep`;
    }
    case 'UnaryExpression':
      if (!['-', '+', '!'].includes(String(expression['operator']))) break;
      return parts(expression['argument']);
    case 'BinaryExpression': {
      const operator = String(expression['operator']);
      if (!Object.hasOwn(operators, operator) && !isEquality(operator) && !isLogical(operator))
        break;
      return parts(expression['left'], expression['right']);
    }
    case 'MemberExpression':
      return 'names a path that is no axis of this sweep';
  }
  return 'may hold only axes, numbers, quantities, words in quotes, + - * / %, comparisons, &&, || and !';
}

const isEquality = (operator: string) => ['==', '===', '!=', '!=='].includes(operator);
const isLogical = (operator: string) => ['&&', '||'].includes(operator);

type Value = AxisValue | boolean;

function evaluate(expression: Expression, values: readonly AxisValue[]): Value {
  switch (expression.type) {
    case 'Literal':
      return expression['value'] as Value;
    case 'Identifier':
      return values[Number(/\d+/.exec(String(expression['name']))?.[0])] ?? null;
    case 'UnaryExpression': {
      const value = evaluate(expression['argument'] as Expression, values);
      if (expression['operator'] === '!') return !truth(value);
      return expression['operator'] === '-' ? -number(value) : number(value);
    }
    default:
      return evaluateBinary(expression, values);
  }
}

function evaluateBinary(expression: Expression, values: readonly AxisValue[]): Value {
  const operator = String(expression['operator']);
  const left = evaluate(expression['left'] as Expression, values);
  const right = () => evaluate(expression['right'] as Expression, values);
  if (operator === '&&') return truth(left) && truth(right());
  if (operator === '||') return truth(left) || truth(right());
  if (isEquality(operator)) return (left === right()) === operator.startsWith('=');
  const apply = operators[operator];
  if (apply === undefined) throw new TypeError(`has no operator ${operator}`);
  return apply(number(left), number(right()));
}

function number(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === null) throw new TypeError('needs a value that the scenario does not state');
  throw new TypeError(`calculates with ${JSON.stringify(value)}, which is no number`);
}

function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`takes ${JSON.stringify(value)} for true or false`);
}

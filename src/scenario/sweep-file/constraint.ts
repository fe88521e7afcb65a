import jsep, { type Expression as Parsed } from 'jsep';
import type { Place } from '../document/tree.ts';
import { allUnits, parseAnyQuantity } from '../quantity.ts';
import { binaryOperators, type Expression, unaryOperators } from './expression.ts';
import type { Term } from './term.ts';
import { noUnits, unitsOf } from './units.ts';

/** What an axis has at a point: a number in SI, a word, or null where the scenario's own value is not known. */
export type AxisValue = number | string | null;

/** A condition between axes that a point must meet, such as `pools[h100].replicas * 4 <= 32`. */
export interface Constraint {
  readonly text: string;
  readonly place: Place;
  /** Its position among the sweep's constraints. */
  readonly index: number;
  readonly expression: Expression;
}

/** Longest text of a constraint, before it is parsed. */
const MAX_LENGTH = 1000;

/** Begins the identifiers that stand for axes and quantities while jsep reads the text: a character for private use. */
const MARK = '\uE000';

/** A word in quotes, whose contents stand for themselves. */
const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;

/** What is wrong with a constraint, and what to write instead. */
export interface Senseless {
  readonly message: string;
  readonly fix: string;
}

/** Thrown inside this file only. */
class Refusal extends Error {
  readonly fix: string | null;

  constructor(message: string, fix: string | null = null) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Reads a constraint: the paths of axes (`columns`), numbers, quantities (500W, 12/s: taken in SI), words in quotes,
 * true, false, null, + - * / %, comparisons, ==, !=, &&, ||, ! and brackets.
 */
export function parseConstraint(text: string, columns: readonly string[]): Expression | Senseless {
  const fix = `the axes are ${columns.join(', ')}`;
  if (text.length > MAX_LENGTH) {
    return { message: `is longer than ${MAX_LENGTH} characters`, fix: 'shorten it' };
  }
  const stood: Expression[] = [];
  const restore = (shown: string) =>
    shown.replace(new RegExp(`${MARK}e(\\d+)_`, 'gu'), (_, at) => textOf(stood[Number(at)]));
  try {
    if (text.includes(MARK)) throw new Refusal('holds a character for private use');
    return read(jsep(withStandIns(text, columns, stood)), stood);
  } catch (error) {
    if (error instanceof Refusal) return { message: restore(error.message), fix: error.fix ?? fix };
    // jsep's position counts the stand-ins.
    const reason = error instanceof Error ? error.message.replace(/ at character \d+$/, '') : '';
    const asksForList = /\bin\s*[[(]/.test(text);
    return {
      message: `is no condition: ${restore(reason)}`,
      fix: asksForList ? 'write x == 4 || x == 8 in the place of x in [4, 8]' : fix,
    };
  }
}

function textOf(expression: Expression | undefined): string {
  if (expression?.type === 'axis') return expression.path;
  return expression?.type === 'literal' ? expression.text : '';
}

const escaped = (text: string) => text.replace(/[/.*+?^$()[\]{}|\\]/g, '\\$&');

/** Puts an identifier in the place of every path (it holds dots and brackets) and of every quantity with a unit. */
function withStandIns(text: string, columns: readonly string[], stood: Expression[]): string {
  const standIn = (expression: Expression) => ` ${MARK}e${stood.push(expression) - 1}_ `;
  const paths = columns.filter((path) => path !== '').sort((a, b) => b.length - a.length);
  // A path that only begins like an axis is none.
  const axis = `(?<![\\w.\\]])(?:${paths.map(escaped).join('|')})(?![\\w.[])`;
  const withAxes = text.replace(new RegExp(`${QUOTED}|${axis}`, 'gu'), (found) => {
    const column = columns.indexOf(found);
    return found === '' || column < 0 ? found : standIn({ type: 'axis', column, path: found });
  });
  return withAxes.replace(quantityPattern(), (found) => {
    const quantity = parseAnyQuantity(found);
    if (quantity === null || quantity.dimension === null) return found;
    const { value, dimension } = quantity;
    const term = { kind: 'number', units: unitsOf(dimension), value } as const;
    return standIn({ type: 'literal', text: found, term, bare: false });
  });
}

function quantityPattern(): RegExp {
  // Before another operand, % is the remainder.
  const units = allUnits().map((unit) =>
    unit === '%' ? `%(?!\\s*[\\w.("'${MARK}])` : escaped(unit),
  );
  const number = '(?<![\\w.])(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
  // Letters behind / would be more of a unit, and one that is not known.
  return new RegExp(`${QUOTED}|${number}\\s?(?:${units.join('|')})(?!\\w|/[A-Za-z])`, 'gu');
}

function read(parsed: Parsed, stood: readonly Expression[]): Expression {
  const inside = (key: string) => read(parsed[key] as Parsed, stood);
  switch (parsed.type) {
    case 'Literal': {
      const value = parsed['value'] as string | number | boolean | null;
      const text = String(parsed['raw']);
      return { type: 'literal', text, term: literalTerm(value), bare: typeof value === 'number' };
    }
    case 'Identifier': {
      const name = String(parsed['name']);
      const standIn = name.startsWith(MARK) ? stood[Number(/\d+/.exec(name)?.[0])] : undefined;
      if (standIn !== undefined) return standIn;
      throw new Refusal(`${name} is no axis of this sweep`);
    }
    case 'UnaryExpression': {
      const operator = unaryOperators.find((each) => each === parsed['operator']);
      if (operator !== undefined) return { type: 'unary', operator, of: inside('argument') };
      break;
    }
    case 'BinaryExpression': {
      const operator = binaryOperators.find((each) => each === parsed['operator']);
      if (operator === undefined) break;
      return { type: 'binary', operator, left: inside('left'), right: inside('right') };
    }
    case 'MemberExpression':
      throw new Refusal('names a path that is no axis of this sweep');
  }
  throw new Refusal(
    'may hold only axes, numbers, quantities, words in quotes, + - * / %, comparisons, &&, || and !',
  );
}

function literalTerm(value: string | number | boolean | null): Term {
  if (value === null) return { kind: 'nothing', value };
  if (typeof value === 'number') return { kind: 'number', units: noUnits, value };
  return typeof value === 'boolean' ? { kind: 'boolean', value } : { kind: 'word', value };
}

import { suggest } from '../did-you-mean.ts';
import type { Senseless } from './constraint.ts';
import { type Expression, isEquality } from './expression.ts';

/**
 * A word that a constraint compares with an axis that never has it: a slip, because the comparison would come to the same
 * at every point. `wordsOf` gives the words among the values of a column.
 */
export function unknownWord(
  expression: Expression,
  wordsOf: (column: number) => readonly string[],
): Senseless | null {
  if (expression.type === 'unary' || expression.type === 'in') {
    return unknownWord(expression.of, wordsOf);
  }
  if (expression.type !== 'binary') return null;
  const { operator, left, right } = expression;
  const sides = [left, right];
  const axis = sides.find((side) => side.type === 'axis');
  const literal = sides.find((side) => side.type === 'literal');
  if (isEquality(operator) && axis !== undefined && literal?.term.kind === 'word') {
    const { value } = literal.term;
    const words = wordsOf(axis.column);
    if (words.includes(value)) return null;
    return { message: `${axis.path} is never ${literal.text}`, fix: suggest(value, words) };
  }
  return unknownWord(left, wordsOf) ?? unknownWord(right, wordsOf);
}

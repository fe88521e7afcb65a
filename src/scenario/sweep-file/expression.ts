import type { Term } from './term.ts';
import type { Units } from './units.ts';

/** A part of a constraint. */
export type Expression =
  /** As it was written; a number without a unit is `bare`. */
  | {
      readonly type: 'literal';
      readonly text: string;
      readonly term: Term;
      readonly bare: boolean;
    }
  /** What a column of the sweep has at the point. */
  | { readonly type: 'axis'; readonly column: number; readonly path: string }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** A bare number that was given the units of what it is compared with (check-constraint.ts). */
  | { readonly type: 'in'; readonly units: Units; readonly of: Expression };

export const unaryOperators = ['-', '+', '!'] as const;
export type UnaryOperator = (typeof unaryOperators)[number];

const logical = ['&&', '||'] as const;
const equality = ['==', '===', '!=', '!=='] as const;
const order = ['<', '<=', '>', '>='] as const;
const product = ['*', '/'] as const;
const sum = ['+', '-', '%'] as const;
export const binaryOperators = [...logical, ...equality, ...order, ...product, ...sum] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

const among =
  <T extends BinaryOperator>(operators: readonly T[]) =>
  (operator: BinaryOperator): operator is T =>
    operators.some((each) => each === operator);

export const isLogical = among(logical);
export const isEquality = among(equality);
export const isOrder = among(order);
export const isProduct = among(product);

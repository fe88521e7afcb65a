import type { RandomSource } from '../../base/random/source.ts';

/**
 * How many tokens a prompt or an answer has. `mean` and `cv` describe the law before `min` and
 * `max` clip it; they are in the unit before `per` divides.
 */
export type LengthSpec = {
  readonly min?: number;
  readonly max?: number;
  /** Draws are divided by it and rounded up: what comes in parts of this size. 1 where absent. */
  readonly per?: number;
} & (
  | { readonly distribution: 'fixed'; readonly value: number }
  | { readonly distribution: 'uniform'; readonly min: number; readonly max: number }
  | { readonly distribution: 'exponential'; readonly mean: number }
  | { readonly distribution: 'geometric'; readonly mean: number }
  | { readonly distribution: 'lognormal'; readonly mean: number; readonly cv: number }
  | { readonly distribution: 'gamma'; readonly mean: number; readonly cv: number }
  | { readonly distribution: 'zipf'; readonly exponent: number; readonly max: number }
  | { readonly distribution: 'pareto'; readonly mean: number; readonly shape: number }
  | {
      readonly distribution: 'empirical';
      readonly values: readonly number[];
      readonly weights?: readonly number[];
    }
  /**
   * Prompt and answer drawn together, row by row; the prompt carries the rows, the answer takes
   * their second column.
   */
  | { readonly distribution: 'joint'; readonly rows: readonly (readonly [number, number])[] }
);

/** Draws lengths: whole numbers, at least 1. */
export type LengthSampler = () => number;

export interface LengthDefinition<S extends LengthSpec = LengthSpec> {
  /** Makes a sampler whose every draw takes its randomness from `source`. */
  create(spec: S, source: RandomSource): LengthSampler;
  /** Mean of the law before clipping and rounding, in tokens. */
  mean(spec: S): number;
  /** Smallest and largest length that can occur after clipping; Infinity when unbounded. */
  bounds(spec: S): readonly [min: number, max: number];
}

/** An axis as a design sees it. */
export type DesignAxis =
  /** Numbered 0 … levels − 1. */
  | { readonly kind: 'levels'; readonly levels: number }
  /** Continuous: a design places a share in [0, 1]. */
  | { readonly kind: 'range' };

export interface DesignInput {
  readonly axes: readonly DesignAxis[];
  /**
   * Points that a sampling design is to make (random, latin-hypercube, sobol); base samples of
   * saltelli.
   */
  readonly samples: number;
  /** Any text; equal seeds give equal designs. */
  readonly seed: string;
}

/**
 * One coordinate per axis: a level's number, a share of the range, or null = the scenario's own
 * value.
 */
export type DesignPoint = readonly (number | null)[];

/**
 * A way to choose the points of a sweep. A pure function of its input; `count` and `points` are for
 * an input that `problem` finds nothing wrong with.
 */
export interface DesignDefinition {
  readonly id: string;
  /** Whether it needs `samples`. */
  readonly samples: boolean;
  /** Whether every axis must have levels. */
  readonly needsLevels: boolean;
  /** Number of points, without making them; may be huge (and rounded above 2⁵³). */
  count(input: DesignInput): number;
  /** The points in design order, each made only when it is asked for. */
  points(input: DesignInput): Iterable<DesignPoint>;
  /** What is wrong with this input, as a clause without a full stop, or null; axes count from 1. */
  problem(input: DesignInput): string | null;
}

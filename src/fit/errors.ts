import { mean, quantileSorted } from 'simple-statistics';

/** Errors of one metric, as shares: predicted ÷ measured − 1. Null without values. */
export interface ErrorFigures {
  readonly n: number;
  /** Quantiles (type 7) of the sizes. */
  readonly medianApe: number | null;
  readonly p90Ape: number | null;
  /** Mean with its sign: above 0 where predictions are too large. */
  readonly bias: number | null;
}

/** Median, 90th and bias of signed errors. */
export function errorFigures(errors: readonly number[]): ErrorFigures {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (share: number) => (sizes.length === 0 ? null : quantileSorted(sizes, share));
  return {
    n: errors.length,
    medianApe: at(0.5),
    p90Ape: at(0.9),
    bias: errors.length === 0 ? null : mean([...errors]),
  };
}

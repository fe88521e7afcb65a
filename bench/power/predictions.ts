import { figuresOf } from './closed-forms.ts';
import type { PlayedRuns } from './played.ts';
import { type PowerRow, reasons } from './rows.ts';

/** One published figure beside ours. */
export interface Prediction {
  readonly line: number;
  readonly what: string;
  readonly published: number;
  readonly predicted: number;
  /** How far a prediction may be off, as a share of the published figure. */
  readonly tolerance: number;
}

/** A row that nothing is predicted for, and why. */
export interface LeftOut {
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

/** Every row, either predicted (once per figure in it) or with the reason why not; without `runs` none is played. */
export function judge(
  rows: readonly PowerRow[],
  runs: PlayedRuns | null,
): {
  readonly predictions: readonly Prediction[];
  readonly leftOut: readonly LeftOut[];
} {
  const predictions: Prediction[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of rows) {
    const { line, category, system, condition, metric } = row;
    const detail = category === 'chiller' ? condition : system;
    const figures = figuresOf(row) ?? runs?.figuresOf(row) ?? null;
    if (figures === null) {
      const why = reasons[category] ?? 'nobody has looked at it';
      leftOut.push({ line, what: `${category}: ${detail}, ${metric}`, why });
      continue;
    }
    for (const { what = metric, ...figure } of figures) {
      predictions.push({ line, what: `${category}: ${detail}, ${what}`, ...figure });
    }
  }
  return { predictions, leftOut };
}

/** Predicted ÷ published − 1. */
export function errorOf({ published, predicted }: Prediction): number {
  return predicted / published - 1;
}

import type { RunComparison } from './run-comparison.ts';
import type { ScenarioDifference } from './scenario-differences.ts';
import type { SweepComparison } from './sweep-comparison.ts';

/** What a comparison says of each of its sides. */
export interface ComparedSide {
  readonly folder: string;
  readonly name: string;
  readonly seed: string;
  readonly version: string;
  readonly status: string;
  readonly scenarioHash: string | null;
  /** Replications (of a point, at most) that its table holds. */
  readonly replications: number;
}

/** Two runs compared: the document of `compare --json`, but for its sentences. */
export interface ComparedRuns extends RunComparison {
  readonly kind: 'runs';
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly scenarioDifferences: readonly ScenarioDifference[];
  readonly warnings: readonly string[];
}

/** An axis of a sweep as its manifest lists it. */
export interface ListedAxis {
  /** Column of sweep.arrow. */
  readonly column: string;
  readonly path: string;
  readonly unit: string | null;
}

/** Two sweeps compared: the document of `compare --json`, but for its sentences. */
export interface ComparedSweeps extends SweepComparison {
  readonly kind: 'sweeps';
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** In the order in which the levels of a point stand. */
  readonly axes: readonly ListedAxis[];
  /**
   * Of the first common point whose scenarios are both known; null where the scenarios that the sweeps begin with differ
   * and nothing tells in what (a warning says so).
   */
  readonly scenarioDifferences: readonly ScenarioDifference[] | null;
  readonly warnings: readonly string[];
}

export type ResultsComparison = ComparedRuns | ComparedSweeps;

import type { AxisValue } from '../scenario/sweep-file/constraint.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';

/** A column of sweep.arrow that says what an axis had at a point. */
export interface AxisColumn {
  /** The path as the sweep file writes it; also the column's name. */
  readonly path: string;
  readonly type: 'float64' | 'dictionary';
  /** SI unit of the values; null for counts, shares and words. */
  readonly unit: string | null;
}

/** A point of a sweep: which values its axes have, and what it computes. */
export interface PlannedPoint {
  /** Position in design order, from 0. */
  readonly index: number;
  /** By column; null where the point leaves the scenario's own value, and the scenario does not state it. */
  readonly values: readonly AxisValue[];
  /** What it computes, whatever sweep it belongs to: 64 hexadecimal digits (identity.ts). */
  readonly id: string;
  readonly scenarioHash: string;
}

/**
 * A sweep, spelt out: enough to assemble its results from the parts of its points, on whatever machine they were made.
 * Plain data; equal plans are the same sweep.
 */
export interface SweepPlan {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Names of the workloads in the order of the engine, the same at every point. */
  readonly workloads: readonly string[];
  readonly design: {
    readonly kind: string;
    readonly samples: number | null;
    readonly seed: string;
  };
  readonly seed: string;
  /** Of the scenario without the axes' values. */
  readonly scenarioHash: string;
  readonly replications: number;
  readonly stop: SweepFile['stop'];
  readonly tables: SweepFile['tables'];
  readonly columns: readonly AxisColumn[];
  readonly points: readonly PlannedPoint[];
}

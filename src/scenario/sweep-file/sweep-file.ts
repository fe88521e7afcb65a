import type { Located, Place } from '../document/tree.ts';
import type { Constraint } from './constraint.ts';

/** Kinds of designs; sweep/design/ has one file for each. */
export const designKinds = [
  'grid',
  'random',
  'latin-hypercube',
  'sobol',
  'saltelli',
  'one-at-a-time',
  'list',
] as const;
export type DesignKind = (typeof designKinds)[number];

/** A sweep file, checked as far as that is possible without its scenario. */
export interface SweepFile {
  /** Null: named after the file. */
  readonly name: string | null;
  readonly description: string;
  /** Path of the scenario, as it is to be opened, and where it stands. */
  readonly scenario: string;
  readonly scenarioPlace: Place;
  readonly design: {
    readonly kind: DesignKind;
    /** Points that a sampling design makes; null for the others. */
    readonly samples: number | null;
    /** Of the design's own random choices; null: the scenario's seed. */
    readonly seed: string | null;
    readonly place: Place;
  };
  readonly replications: number;
  readonly stop: StopRule | null;
  /** Of the stop rule's metric. */
  readonly stopPlace: Place;
  /** Each moves independently of the others. */
  readonly axes: readonly Axis[];
  readonly constraints: readonly Constraint[];
  /** Tables that are kept of every replication, beside its figures. */
  readonly tables: 'none' | 'all';
}

/** Replications go on until the interval is narrow enough. */
export interface StopRule {
  /** `e2e.p99`, or a single figure such as `joules_per_request`. */
  readonly metric: string;
  /** Half-width of the 95 % interval ÷ the mean, from which on no more replications are run. */
  readonly relativeHalfWidth: number;
  readonly maxReplications: number;
  /** Column of sweep.arrow that holds the metric. */
  readonly column: string;
}

/** One setting, or several that move together: all have the same number of levels, or all are continuous. */
export interface Axis {
  readonly name: string;
  readonly place: Place;
  readonly settings: readonly AxisSetting[];
}

/** Values for one path of the scenario. */
export interface AxisSetting {
  /** As `--set` writes it. */
  readonly path: string;
  /** Of the path, as the key that it is. */
  readonly place: Place;
  readonly values: AxisValues;
}

export type AxisValues =
  | { readonly kind: 'levels'; readonly nodes: readonly Located[] }
  | { readonly kind: 'range'; readonly range: Range };

/** A continuous range of numbers with one unit. */
export interface Range {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
  /** As written behind both numbers; empty for bare ones. */
  readonly unit: string;
  readonly scale: 'linear' | 'log';
}

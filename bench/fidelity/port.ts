import type { EngineProfile } from '../../src/physics/engine-profile.ts';
import type { DataRow } from './row.ts';

/** A measured value that is to be predicted, in the unit of its column. */
export interface Figure {
  readonly metric: string;
  readonly measured: number;
  readonly predicted: number;
}

/** What a row amounts to. */
export interface Prediction {
  readonly figures: readonly Figure[];
  /** The whole derivation, for people: scenario, terms, assumptions. */
  readonly derive: () => string;
}

/** What errors are grouped by. */
export interface Labels {
  readonly model: string;
  readonly accelerator: string;
  readonly engine: string;
}

/** A file of the folder. */
export interface DataFile {
  /** Its name in the folder. */
  readonly name: string;
  readonly folder: string;
  readonly rows: readonly DataRow[];
}

/** An opened file. Throws {@link Skip} for a row that cannot be predicted. */
export type Predictor = (row: DataRow) => Prediction;

/** How the files of one kind are read and played. */
export interface FileKind {
  /** Names of its files. */
  readonly pattern: RegExp;
  /** How its rows are played, in one sentence. */
  readonly play: string;
  readonly labels: (row: DataRow) => Labels;
  /** `profile`: the kernels of an operator file, where not those of the catalog. */
  readonly open: (file: DataFile, profile?: EngineProfile) => Predictor;
}

/** The outcome of one row: plain data, because it crosses threads. */
export interface RowOutcome extends Labels {
  readonly file: string;
  readonly rowId: string;
  readonly suspect: string;
  readonly figures: readonly Figure[];
  /** Null where the row was predicted. */
  readonly skipped: string | null;
}

/** Pairs what a row has measured (a column that is empty, or 0 for what cannot be 0, was not) with what is predicted. */
export function figures(
  row: DataRow,
  predicted: Readonly<Record<string, number | null>>,
): readonly Figure[] {
  return Object.entries(predicted).flatMap(([metric, value]) => {
    const measured = row.maybe(metric);
    if (measured === null || measured <= 0) return [];
    return [{ metric, measured, predicted: value ?? Number.NaN }];
  });
}

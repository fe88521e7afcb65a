import { Skip } from '../../src/fit/skip.ts';
import { kindOf } from './kinds.ts';
import type { DataFile, FileKind, Predictor, RowOutcome } from './port.ts';
import { type Cells, dataFile } from './read-folder.ts';
import type { DataRow } from './row.ts';

/** Rows of one file, for one worker. */
export interface RowsJob {
  readonly folder: string;
  readonly name: string;
  readonly rows: readonly Cells[];
}

/** Predicts the rows of a job; a row that cannot be predicted says why, and no other suffers for it. */
export function predictRows({ folder, name, rows }: RowsJob): readonly RowOutcome[] {
  const kind = kindOf(name);
  if (kind === null) throw new Error(`no kind of file is called ${name}`);
  const file = dataFile(folder, name, rows);
  const predict = kind.open(file);
  return file.rows.map((row) => outcomeOf(kind, file, predict, row));
}

function outcomeOf(kind: FileKind, file: DataFile, predict: Predictor, row: DataRow): RowOutcome {
  const base = { ...kind.labels(row), file: file.name, rowId: row.id, suspect: row.suspect };
  try {
    const { figures } = predict(row);
    const missing = figures.filter(({ predicted }) => !Number.isFinite(predicted));
    if (figures.length === 0) return { ...base, figures, skipped: 'nothing was measured' };
    if (missing.length > 0) {
      const names = missing.map(({ metric }) => metric).join(', ');
      return { ...base, figures: [], skipped: `no value for ${names}` };
    }
    return { ...base, figures, skipped: null };
  } catch (error) {
    return { ...base, figures: [], skipped: reason(error) };
  }
}

/** A skip's reason; anything else is a fault of ours, which the list of skipped rows shows and the verdict counts. */
function reason(error: unknown): string {
  if (error instanceof Skip) return error.message;
  return `fault: ${error instanceof Error ? error.message : String(error)}`;
}

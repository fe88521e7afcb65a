import type { RowOutcome } from './port.ts';

/** Share of a file's unmarked rows that must be predicted. */
export const leastShare = 0.95;

/** How much of a file was predicted, marked rows apart. */
export interface Coverage {
  readonly file: string;
  readonly rows: number;
  readonly predicted: number;
  readonly enough: boolean;
}

/** Coverage of every file, a file without unmarked rows included: it lacks nothing. */
export function coverageOf(files: readonly string[], outcomes: readonly RowOutcome[]) {
  return files.map((file): Coverage => {
    const own = outcomes.filter((row) => row.file === file && row.suspect === '');
    const predicted = own.filter(({ skipped }) => skipped === null).length;
    return { file, rows: own.length, predicted, enough: predicted >= leastShare * own.length };
  });
}

/** 0 where every file is covered, else 1; without any file, 1 too. */
export function exitCodeOf(coverage: readonly Coverage[]): 0 | 1 {
  return coverage.length > 0 && coverage.every(({ enough }) => enough) ? 0 : 1;
}

/** Rows that were not predicted for one reason. */
export interface SkippedRows {
  readonly file: string;
  readonly reason: string;
  readonly rows: number;
  /** The rows without a mark among them. */
  readonly unmarked: number;
  readonly rowIds: readonly string[];
}

/** Skipped rows by file and reason, most first. */
export function skippedRows(outcomes: readonly RowOutcome[]): readonly SkippedRows[] {
  const found = new Map<string, RowOutcome[]>();
  for (const row of outcomes) {
    if (row.skipped === null) continue;
    const key = `${row.file}\n${row.skipped}`;
    const own = found.get(key);
    if (own === undefined) found.set(key, [row]);
    else own.push(row);
  }
  return [...found.values()]
    .map((rows) => ({
      file: rows[0]?.file ?? '',
      reason: rows[0]?.skipped ?? '',
      rows: rows.length,
      unmarked: rows.filter(({ suspect }) => suspect === '').length,
      rowIds: rows.map(({ rowId }) => rowId),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : b.rows - a.rows));
}

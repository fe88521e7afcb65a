import { summarizeErrors } from '../statistics.ts';
import { fitCoefficients, logError } from './search.ts';

/** Coefficients that are fitted together, and the rows that they are fitted to. */
export interface Group<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly start: readonly number[];
  readonly atMost?: readonly number[];
  /** predicted ÷ measured of a row. */
  readonly ratio: (row: Row, coefficients: readonly number[]) => number;
  /** What is left out in turn, by a row's part in it: a model, a chip, a shape. */
  readonly folds: Readonly<Record<string, (row: Row) => string>>;
}

/** Errors of one group with one part left out. */
export interface LeftOut {
  readonly group: string;
  readonly leftOut: string;
  readonly n: number;
  /** Of the part, by the coefficients as they are in the catalog; refitted to all rows; and to all rows but the part's. */
  readonly catalog: Errors;
  readonly fitted: Errors;
  readonly without: Errors;
}

export interface Errors {
  readonly median: number | null;
  readonly p90: number | null;
}

/** Refits a group without each part of each of its folds, and predicts the part. */
export function leaveOut<Row>(group: Group<Row>): readonly LeftOut[] {
  const { name, rows, start, atMost, ratio, folds } = group;
  const fitTo = (some: readonly Row[]) =>
    fitCoefficients(start, (x) => logError(some.map((row) => ratio(row, x))), atMost);
  const all = fitTo(rows);
  const found: LeftOut[] = [];
  for (const [kind, partOf] of Object.entries(folds)) {
    const parts = [...new Set(rows.map(partOf))].sort();
    if (parts.length < 2) continue;
    for (const part of parts) {
      const own = rows.filter((row) => partOf(row) === part);
      const others = fitTo(rows.filter((row) => partOf(row) !== part));
      const errors = (x: readonly number[]): Errors => {
        const { medianApe, p90Ape } = summarizeErrors(own.map((row) => 100 * (ratio(row, x) - 1)));
        return { median: medianApe, p90: p90Ape };
      };
      const leftOut = `${kind} ${part}`;
      const errorsBy = { catalog: errors(start), fitted: errors(all), without: errors(others) };
      found.push({ group: name, leftOut, n: own.length, ...errorsBy });
    }
  }
  return found;
}

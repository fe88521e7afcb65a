import { Skip } from '../../src/fit/skip.ts';

/** One line of a calibration file, by the names of its columns; columns that nobody asks for are ignored. */
export class DataRow {
  /** What the row calls itself, else `file:line`. */
  readonly id: string;
  readonly #cells: Readonly<Record<string, string>>;

  constructor(cells: Readonly<Record<string, string>>, id: string) {
    this.#cells = cells;
    this.id = cells['row_id']?.trim() || id;
  }

  /** The cell without blanks around it; '' where the column is absent or empty. */
  text(column: string): string {
    return this.#cells[column]?.trim() ?? '';
  }

  /** A number, or null where the cell is absent, empty or no finite number. */
  maybe(column: string): number | null {
    const text = this.text(column);
    const value = text === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  }

  /** A number that a prediction cannot do without. */
  number(column: string): number {
    const value = this.maybe(column);
    if (value === null) throw new Skip(`column ${column} is empty or no number`);
    return value;
  }

  /** A whole number of at least 1, or `otherwise` where the cell is empty. */
  count(column: string, otherwise?: number): number {
    const value = this.maybe(column) ?? otherwise;
    if (value === undefined) throw new Skip(`column ${column} is empty or no number`);
    if (!Number.isInteger(value) || value < 1) {
      throw new Skip(`column ${column} = ${value} is no whole number of at least 1`);
    }
    return value;
  }

  /** Why the source or its reader distrusts the row; '' where nobody does. */
  get suspect(): string {
    return this.text('suspect').replace(/^\|/, '');
  }
}

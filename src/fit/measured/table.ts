import { fieldColumn, isBlank, splitCsvLine } from '../../trace/csv-line.ts';
import type { Problem } from './port.ts';

/** A line of a table with a header: cells by the column's name, and problems with the place of a cell. */
export class TableRow {
  readonly line: number;
  readonly #text: string;
  readonly #cells: readonly string[];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #problems: Problem[];

  constructor(
    line: number,
    text: string,
    cells: readonly string[],
    columns: ReadonlyMap<string, number>,
    problems: Problem[],
  ) {
    this.line = line;
    this.#text = text;
    this.#cells = cells;
    this.#columns = columns;
    this.#problems = problems;
  }

  /** The first of the named columns that is there and not empty; '' where none is. */
  text(...names: readonly string[]): string {
    return this.#find(names)?.cell ?? '';
  }

  /** A number of at least `min`; undefined where no column has one, and after a problem. */
  number(names: readonly string[], { min = 0, above = Number.NEGATIVE_INFINITY } = {}) {
    const found = this.#find(names);
    if (found === null) return undefined;
    const value = Number(found.cell.replace(/(?<=\d),(?=\d{3}(\D|$))/g, ''));
    if (Number.isFinite(value) && value >= min && value > above) return value;
    const wanted = `a number ${above >= min ? `above ${above}` : `of at least ${min}`}`;
    this.#problem(found, `is not ${wanted}`);
    return undefined;
  }

  /** A whole number of at least 1. */
  count(...names: readonly string[]): number | undefined {
    const found = this.#find(names);
    if (found === null) return undefined;
    const value = Number(found.cell);
    if (Number.isInteger(value) && value >= 1) return value;
    this.#problem(found, 'is not a whole number of at least 1');
    return undefined;
  }

  #find(names: readonly string[]): { name: string; at: number; cell: string } | null {
    for (const name of names) {
      const at = this.#columns.get(name);
      const cell = at === undefined ? '' : (this.#cells[at]?.trim() ?? '');
      if (at !== undefined && cell !== '') return { name, at, cell };
    }
    return null;
  }

  #problem({ name, at, cell }: { name: string; at: number; cell: string }, rule: string): void {
    this.#problems.push({
      line: this.line,
      column: fieldColumn(this.#text, at),
      message: `${name} = ${cell.length > 40 ? `${cell.slice(0, 37)}...` : cell} ${rule}`,
      fix: 'mend the cell, or leave it empty',
    });
  }
}

/** Names of a text's first line, in lower case; null where it is no header of a CSV. */
export function headerOf(text: string): readonly string[] | null {
  const end = text.search(/\r?\n|$/);
  const names = splitCsvLine(text.slice(0, end).replace(/^\uFEFF/, ''));
  return names?.map((name) => name.trim().toLowerCase()) ?? null;
}

/** The lines below a header; a line of another width, or with an open quote, is a problem. */
export function tableRows(text: string, problems: Problem[]): readonly TableRow[] {
  const names = headerOf(text) ?? [];
  const columns = new Map<string, number>();
  for (const [at, name] of names.entries()) if (!columns.has(name)) columns.set(name, at);
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (index === 0 || isBlank(line)) return [];
    const cells = splitCsvLine(line);
    if (cells !== null && cells.length === names.length) {
      return [new TableRow(index + 1, line, cells, columns, problems)];
    }
    const message =
      cells === null
        ? 'a quote is not closed on this line'
        : `the line has ${cells.length} fields, the header ${names.length}`;
    problems.push({ line: index + 1, column: 1, message, fix: 'mend the line, or remove it' });
    return [];
  });
}

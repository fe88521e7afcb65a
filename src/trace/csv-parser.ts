import { type CsvColumns, readCsvHeader } from './csv-header.ts';
import { fieldColumn, isBlank, splitCsvLine } from './csv-line.ts';
import { emptyPromptReason, fieldOf, maxArrival, type TraceLayout } from './layout.ts';
import { maxPathLength, nameProblem } from './name-dictionary.ts';
import { deadlineProblem, parseDecimal, parseTokens, shown, tokenProblem } from './numbers.ts';
import { isNamed, type RowCollector } from './row-collector.ts';
import type { OptionalColumn } from './trace-columns.ts';

/** Reads the lines of a file after the first. */
export interface RowParser {
  row(text: string, line: number): void;
  /** Columns that no row had, though the parser said that they might come. */
  absent(): ReadonlySet<OptionalColumn>;
}

const nothingAbsent: ReadonlySet<OptionalColumn> = new Set();

/** Reads the header line; null (and the collector stopped) where it is not one of this layout. */
export function createCsvParser(
  layout: TraceLayout,
  collector: RowCollector,
  header: string,
  line: number,
): RowParser | null {
  const columns = readCsvHeader(layout, collector, header, line);
  if (columns === null) return null;
  const roles = columns.optional.map((column) => column.role);
  collector.begin(roles, layout.blockTokens);
  return new CsvParser(layout, collector, columns);
}

class CsvParser implements RowParser {
  readonly #layout: TraceLayout;
  readonly #collector: RowCollector;
  readonly #columns: CsvColumns;
  readonly #parseArrival: (text: string) => number;
  readonly #more: number[];

  constructor(layout: TraceLayout, collector: RowCollector, columns: CsvColumns) {
    this.#layout = layout;
    this.#collector = collector;
    this.#columns = columns;
    this.#parseArrival = layout.createArrivalParser();
    this.#more = columns.optional.map(() => -1);
  }

  row(text: string, line: number): void {
    if (isBlank(text)) return;
    const fields = splitCsvLine(text);
    const { width, arrival: at, prompt: promptAt, output: outputAt } = this.#columns;
    if (fields === null) {
      const column = text.indexOf('"') + 1;
      this.#collector.issue(
        line,
        column,
        'a quote is not closed on its line',
        'close or remove it',
      );
      return;
    }
    if (fields.length !== width) {
      const message = `the row has ${fields.length} fields, the header ${width}`;
      this.#collector.issue(line, 1, message, `write ${width} fields, separated by commas`);
      return;
    }
    const arrival = this.#parseArrival(fields[at] as string);
    const prompt = parseTokens(fields[promptAt] as string);
    const output = parseTokens(fields[outputAt] as string);
    let good = Math.abs(arrival) <= maxArrival && prompt >= 0 && output >= 0;
    if (!good) this.#report(text, fields, line, arrival, prompt, output);
    good = this.#readNumbers(text, fields, line) && good;
    if (!good) return;
    if (output === 0) this.#collector.drop(this.#layout.emptyOutputReason);
    else if (prompt === 0) this.#collector.drop(emptyPromptReason);
    else if (this.#readNames(fields, line, prompt)) {
      this.#collector.add(line, arrival, prompt, output, this.#more);
    }
  }

  absent(): ReadonlySet<OptionalColumn> {
    return nothingAbsent;
  }

  /** Checks every optional field, reads those that are numbers. */
  #readNumbers(text: string, fields: readonly string[], line: number): boolean {
    let good = true;
    this.#columns.optional.forEach(({ role, at, name }, i) => {
      const value = (fields[at] as string).trim();
      this.#more[i] = -1;
      if (value === '') return;
      let problem: { readonly what: string; readonly fix: string } | null = null;
      if (isNamed(role) || role === 'content') {
        const what = nameProblem(value, role === 'content' ? maxPathLength : undefined);
        problem = what === null ? null : { what, fix: 'write a short name' };
      } else if (role === 'deadlineSeconds') {
        const seconds = parseDecimal(value);
        this.#more[i] = seconds;
        if (!(seconds >= 0)) problem = deadlineProblem;
      } else {
        const number = parseTokens(value);
        this.#more[i] = number;
        if (number < 0) problem = tokenProblem(parseDecimal(value));
        else if (role === 'maxTokens' && number === 0) {
          problem = { what: 'allows no token', fix: 'write at least 1, or leave it empty' };
        }
      }
      if (problem === null) return;
      good = false;
      const message = `${name} = ${shown(value)} ${problem.what}`;
      this.#collector.issue(line, fieldColumn(text, at), message, problem.fix);
    });
    return good;
  }

  /** Turns names into indexes: last of all, so that a row that is dropped leaves no name behind. */
  #readNames(fields: readonly string[], line: number, prompt: number): boolean {
    let prefix = '';
    for (let i = 0; i < this.#columns.optional.length; i++) {
      const { role, at, name } = this.#columns.optional[i] as CsvColumns['optional'][number];
      if (role === 'content') prefix = (fields[at] as string).trim();
      if (!isNamed(role)) continue;
      const index = this.#collector.names[role].intern((fields[at] as string).trim());
      if (index === -2) {
        this.#collector.stop(line, 1, `${name} has too many names`, `leave the column ${name} out`);
        return false;
      }
      this.#more[i] = index;
    }
    return this.#collector.settleContent(line, this.#more, prompt, prefix);
  }

  #report(
    text: string,
    fields: readonly string[],
    line: number,
    arrival: number,
    prompt: number,
    output: number,
  ): void {
    const { arrival: arrivalAt, prompt: promptAt, output: outputAt } = this.#columns;
    if (!(Math.abs(arrival) <= maxArrival)) {
      const what = Number.isNaN(arrival) ? 'is not a time' : 'is too far away to be exact';
      const { name } = fieldOf(this.#layout, 'arrival');
      const message = `${name} = ${shown(fields[arrivalAt])} ${what}`;
      const fix = `write a time such as ${this.#layout.arrivalExample}`;
      this.#collector.issue(line, fieldColumn(text, arrivalAt), message, fix);
    }
    for (const [role, at, value] of [
      ['prompt', promptAt, prompt],
      ['output', outputAt, output],
    ] as const) {
      if (value >= 0) continue;
      const field = fields[at] as string;
      const { what, fix } =
        field.trim() === ''
          ? { what: 'is empty', fix: 'write a whole number of tokens, or remove the row' }
          : tokenProblem(parseDecimal(field));
      const message = `${fieldOf(this.#layout, role).name} = ${shown(field)} ${what}`;
      this.#collector.issue(line, fieldColumn(text, at), message, fix);
    }
  }
}

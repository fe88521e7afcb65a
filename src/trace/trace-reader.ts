import { isBlank } from './csv-line.ts';
import { createCsvParser, type RowParser } from './csv-parser.ts';
import { fileProblem } from './file-problem.ts';
import { createJsonlParser } from './jsonl-parser.ts';
import { requiredHeader, type TraceLayout } from './layout.ts';
import { type LineSink, LineSplitter, maxLineLength } from './line-splitter.ts';
import type { TraceReader, TraceResult } from './port.ts';
import { RowCollector } from './row-collector.ts';

/** Makes the reader of one file of a layout. */
export function createTraceReader(layout: TraceLayout): TraceReader {
  return new LayoutReader(layout);
}

class LayoutReader implements TraceReader, LineSink {
  readonly #layout: TraceLayout;
  readonly #collector = new RowCollector();
  readonly #splitter = new LineSplitter(this);
  #parser: RowParser | null = null;
  #lastLine = 1;
  /** True once a piece had a character that no sound UTF-8 text has: then every line is looked at. */
  #suspect = false;

  constructor(layout: TraceLayout) {
    this.#layout = layout;
  }

  write(text: string): void {
    if (this.#collector.stopped) return;
    if (!this.#suspect) this.#suspect = text.includes('\u0000') || text.includes('\ufffd');
    this.#splitter.write(text);
  }

  end(): TraceResult {
    if (!this.#collector.stopped) this.#splitter.end();
    if (this.#parser === null && !this.#collector.stopped) {
      const fix = `begin the file with ${requiredHeader(this.#layout)}`;
      this.#collector.stop(1, 1, 'the file is empty', fix);
    }
    this.#collector.requireRows(this.#lastLine);
    return this.#collector.finish(this.#layout.unitsPerSecond, this.#parser?.absent());
  }

  line(text: string, line: number): void {
    if (this.#collector.stopped) return;
    this.#lastLine = line;
    if (this.#suspect && this.#reportFile(text, line)) return;
    if (this.#parser !== null) this.#parser.row(text, line);
    else if (!isBlank(text)) this.#begin(text, line);
  }

  longLine(head: string, line: number): void {
    if (this.#collector.stopped || this.#reportFile(head, line)) return;
    const message = `the line is longer than ${maxLineLength} characters`;
    const fix = 'is it a trace? Write one request per line';
    if (this.#parser !== null) this.#collector.issue(line, 1, message, fix);
    else if (!this.#reportArray(head, line)) this.#collector.stop(line, 1, message, fix);
  }

  /** Reports text that is no UTF-8; before the first row that ends the file. */
  #reportFile(text: string, line: number): boolean {
    const problem = fileProblem(text);
    if (problem === null) return false;
    const { column, message, fix } = problem;
    if (this.#parser === null) this.#collector.stop(line, column, message, fix);
    else this.#collector.issue(line, column, message, fix);
    return true;
  }

  #reportArray(text: string, line: number): boolean {
    if (!this.#layout.syntaxes.includes('jsonl') || !text.trimStart().startsWith('[')) return false;
    const fix = "write one object per line: jq -c '.[]' trace.json > trace.jsonl";
    this.#collector.stop(line, 1, 'the file is a JSON array', fix);
    return true;
  }

  #begin(text: string, line: number): void {
    if (this.#reportArray(text, line)) return;
    const { syntaxes } = this.#layout;
    const isJson = text.trimStart().startsWith('{');
    if (syntaxes.includes('csv') && !(isJson && syntaxes.includes('jsonl'))) {
      this.#parser = createCsvParser(this.#layout, this.#collector, text, line);
      return;
    }
    if (!isJson) {
      const message = `the file does not begin with a JSON object; ${this.#layout.id} is JSON lines`;
      this.#collector.stop(line, 1, message, "name the file's format, or write one {…} per line");
      return;
    }
    this.#parser = createJsonlParser(this.#layout, this.#collector);
    this.#parser.row(text, line);
  }
}

import { NameDictionary } from './name-dictionary.ts';
import { maxTraceRows, type TraceIssue, type TraceResult, type TraceRows } from './port.ts';
import { RowContents } from './row-contents.ts';
import { type OptionalColumn, TraceColumns } from './trace-columns.ts';

/** Columns of names, kept as indexes. */
export type NamedColumn = 'tenant' | 'workload' | 'session';

export function isNamed(role: string): role is NamedColumn {
  return role === 'tenant' || role === 'workload' || role === 'session';
}

/** Issues that are listed; the rest is counted. */
const maxListedIssues = 20;

/** Gathers what a parser finds: rows, drops, issues and notes. */
export class RowCollector {
  /** True once nothing more of the file can be read with sense: the rest is skipped. */
  stopped = false;
  readonly names: Readonly<Record<NamedColumn, NameDictionary>> = {
    tenant: new NameDictionary(),
    workload: new NameDictionary(),
    session: new NameDictionary(),
  };
  #contents = new RowContents([], undefined);
  #columns = new TraceColumns([]);
  #optional: readonly OptionalColumn[] = [];
  readonly #issues: TraceIssue[] = [];
  #moreIssues = 0;
  readonly #dropped = new Map<string, number>();
  readonly #notes: string[] = [];
  #clipped = 0;

  /** States which optional columns rows will bring, before the first row. */
  begin(optional: readonly OptionalColumn[], blockTokens?: number): void {
    this.#optional = optional;
    this.#contents = new RowContents(optional, blockTokens);
    this.#columns = new TraceColumns(optional);
  }

  issue(line: number, column: number, message: string, fix: string): void {
    if (this.#issues.length < maxListedIssues) this.#issues.push({ line, column, message, fix });
    else this.#moreIssues++;
  }

  /** An issue that makes the rest of the file unreadable. */
  stop(line: number, column: number, message: string, fix: string): void {
    this.issue(line, column, message, fix);
    this.stopped = true;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  drop(reason: string): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  /** Reads what a row's prompt begins with into `more`; false, with an issue, where it cannot. */
  settleContent(line: number, more: number[], prompt: number, value: unknown): boolean {
    const problem = this.#contents.settle(more, prompt, value);
    if (problem !== null) this.issue(line, 1, problem.message, problem.fix);
    return problem === null;
  }

  /** Adds a row; `more` in the order given to {@link begin}. `line` is where it stands. */
  add(
    line: number,
    arrival: number,
    prompt: number,
    output: number,
    more: readonly number[],
  ): void {
    if (this.#columns.length === maxTraceRows) {
      this.stop(line, 1, `the file has more than ${maxTraceRows} rows`, 'split the file');
      return;
    }
    this.#columns.push(arrival, prompt, output, more);
    for (let i = 0; i < more.length; i++) {
      if (
        this.#optional[i] === 'maxTokens' &&
        (more[i] as number) >= 0 &&
        output > (more[i] as number)
      ) {
        this.#clipped++;
      }
    }
  }

  /**
   * The rows and the report. Columns that no row filled are left out where `absent` names them. `origin` is the arrival
   * (in units of the format) that counts as 0 s; by default the earliest row's.
   */
  finish(
    unitsPerSecond: number,
    absent?: ReadonlySet<OptionalColumn>,
    origin?: number,
  ): TraceResult {
    if (this.#clipped > 0) {
      this.note(`output_tokens of ${this.#clipped} rows are above their max_tokens`);
    }
    const all = this.#columns.toRows(unitsPerSecond, origin);
    const rows: TraceRows = Object.fromEntries(
      Object.entries(all).filter(([name]) => absent?.has(name as OptionalColumn) !== true),
    ) as never;
    const { tenant, workload, session, content } = rows;
    const tenantNames = tenant && this.names.tenant.finish(tenant, true);
    const workloadNames = workload && this.names.workload.finish(workload, false);
    const sessionNames = session && this.names.session.finish(session, true);
    return {
      rows: {
        ...rows,
        ...(tenantNames && { tenantNames }),
        ...(workloadNames && { workloadNames }),
        ...(sessionNames && { sessionNames }),
        ...(content && { contents: this.#contents.finish(content) }),
      },
      report: {
        rows: this.#columns.length,
        unsorted: this.#columns.unsorted,
        issues: this.#issues,
        moreIssues: this.#moreIssues,
        dropped: Array.from(this.#dropped, ([reason, count]) => ({ reason, count })),
        notes: this.#notes,
        maxOutputTokens: this.#columns.maxOutputTokens,
      },
    };
  }

  /** Says so where a file that could be read has nothing to run. */
  requireRows(lastLine: number): void {
    if (this.stopped || this.#issues.length > 0 || this.#columns.length > 0) return;
    const fix = 'give a trace with at least one request';
    if (this.#dropped.size === 0) this.issue(lastLine, 1, 'the file has no rows', fix);
    else {
      const reasons = Array.from(this.#dropped, ([reason, count]) => `${count}: ${reason}`).join(
        '; ',
      );
      this.issue(lastLine, 1, `every row of the file was dropped (${reasons})`, fix);
    }
  }
}

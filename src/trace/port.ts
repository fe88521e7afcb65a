/** Requests read from a trace, as columns. `arrivalSeconds` counts from the first row; rows are in order of arrival. */
export interface TraceRows {
  readonly length: number;
  readonly arrivalSeconds: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** Absent where the format has no such column; −1 where a row leaves it empty. */
  readonly maxTokens?: Int32Array;
  readonly priority?: Int32Array;
  readonly tenant?: Int32Array;
}

/** A row or a whole file that could not be read. */
export interface TraceIssue {
  /** 1-based, as an editor counts. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

/** What was read, dropped and mended. */
export interface TraceReport {
  readonly rows: number;
  /** Rows that were out of order and were sorted. */
  readonly unsorted: number;
  readonly issues: readonly TraceIssue[];
  /** Issues beyond those listed (the list is capped). */
  readonly moreIssues: number;
}

/** Requests read from a trace, as columns. `arrivalSeconds` counts from the first row; rows are in order of arrival. */
export interface TraceRows {
  readonly length: number;
  readonly arrivalSeconds: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** Absent where the format has no such column; −1 where a row leaves it empty. */
  readonly maxTokens?: Int32Array;
  readonly priority?: Int32Array;
  /** A number as the file has it, or an index into `tenantNames` where the file has names. */
  readonly tenant?: Int32Array;
  /** In order of their code units; absent where every tenant of the file is a whole number. */
  readonly tenantNames?: readonly string[];
  /** Index into `workloadNames`. */
  readonly workload?: Int32Array;
  readonly workloadNames?: readonly string[];
  /** Conversation that a row belongs to: a number as the file has it, or an index into `sessionNames`. */
  readonly session?: Int32Array;
  readonly sessionNames?: readonly string[];
  /** Seconds after its arrival by which a row's answer is due. */
  readonly deadlineSeconds?: Float64Array;
  /** What each prompt begins with: a node of `contents`, −1 where it shares no text that the file names. */
  readonly content?: Int32Array;
  readonly contents?: TraceContents;
  /**
   * Tokens of the prompt that the file says it shares: of its `content` or, where that is −1 and there is a session, of
   * the prompt and the answer of the session's request before. −1 where it says nothing.
   */
  readonly prefixTokens?: Int32Array;
}

/**
 * What prompts begin with, as a tree: a node is a parent's tokens (−1: none) and, after them and up to `tokens` tokens
 * in all, those of a text. Texts are numbers from 0; each stands at one place of every prompt.
 */
export interface TraceContents {
  readonly parents: Int32Array;
  readonly texts: Int32Array;
  readonly tokens: Int32Array;
  /** Of each text, where the file has some: what writing it again needs. */
  readonly names?: readonly string[];
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
  /** Any of them means that the file must not be used: a malformed row is never skipped in silence. */
  readonly issues: readonly TraceIssue[];
  /** Issues beyond those listed (the list is capped). */
  readonly moreIssues: number;
  /** Well-formed rows that no engine can run, by reason. */
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
  /** What a reader of the summary should know: columns that this version does not use, and the like. */
  readonly notes: readonly string[];
  /** Of the rows kept; 0 without any. */
  readonly maxOutputTokens: number;
}

export interface TraceResult {
  readonly rows: TraceRows;
  readonly report: TraceReport;
}

/** Reads one file, fed in pieces of text. Memory grows with the rows kept, never with the text. */
export interface TraceReader {
  /** Feeds a piece of text, cut anywhere. A byte-order mark may lead the first one. */
  write(text: string): void;
  /** Ends the file. Called once, after the last `write`. */
  end(): TraceResult;
}

/** A trace format: how a file becomes rows and, where it can hold them at full precision, rows a file. */
export interface TraceFormat {
  readonly id: string;
  readonly description: string;
  createReader(): TraceReader;
  readonly canWrite: boolean;
  /** The file's text in pieces. Present exactly where `canWrite` is true. */
  write?(rows: TraceRows): Iterable<string>;
}

/** More rows than this are refused, so that a run-away file ends in an issue instead of an exhausted memory (assumed). */
export const maxTraceRows = 100_000_000;

/** A user's mistake (or, as a warning, something that they should know): place, rule and fix in one value. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  /** File as the user named it, or `--set`. */
  readonly file: string;
  /** 1-based, as an editor counts. */
  readonly line: number;
  readonly column: number;
  /** The key that is wrong, as `--set` would name it; empty for syntax errors. */
  readonly path: string;
  /** The value as written; absent for syntax errors and missing keys. */
  readonly value?: string;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

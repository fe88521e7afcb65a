import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../run/read-text.ts';
import { systemFailure, UserError } from '../run/user-error.ts';
import type { Issue } from '../scenario/issues.ts';
import { type MeasuredResult, readMeasured } from './measured/index.ts';
import type { LeftOut, PlacedRow } from './targets.ts';

/** Detailed exports of long benchmarks have tens of megabytes. */
const mostBytes = 256 * 1024 * 1024;

/** A measured file that was read. */
export interface MeasuredFile {
  readonly file: string;
  readonly result: MeasuredResult;
}

/** Rows of all files, and the files that hold none. */
export interface MeasuredData {
  readonly rows: readonly PlacedRow[];
  readonly leftOut: readonly LeftOut[];
  readonly files: readonly {
    readonly file: string;
    readonly format: string;
    readonly rows: number;
  }[];
  readonly notes: readonly string[];
}

/**
 * Reads measured exports: one file, or all of a folder (not of those inside it) in the order of their names. What is wrong
 * in them is one {@link UserError} with all issues. A file of a folder that is of no known format is left out, and said
 * so; one that is named by itself is an error.
 */
export function loadMeasured(path: string): MeasuredData {
  const isFolder = folderAt(path);
  const files = (isFolder ? filesIn(path) : [path]).map((file) => readFile(file));
  const known = files.filter(({ result }) => result.format !== null);
  const wrong = isFolder ? known : files;
  refuseProblems(path, wrong);
  const foreign = files.filter(({ result }) => result.format === null);
  return {
    rows: known.flatMap(({ file, result }) => result.rows.map((row) => ({ file, row }))),
    leftOut: isFolder
      ? foreign.map(({ file, result }) => ({
          place: file,
          reason: result.problems[0]?.message ?? 'this is no measured export of a known format',
        }))
      : [],
    files: known.map(({ file, result }) => ({
      file,
      format: result.format ?? '',
      rows: result.rows.length,
    })),
    notes: known.flatMap(({ file, result }) => result.notes.map((note) => `${file}: ${note}`)),
  };
}

function folderAt(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // A file that is missing is reported, with a guess, when it is read.
    return false;
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => join(folder, name))
      .sort();
    if (files.length > 0) return files;
  } catch (error) {
    throw systemFailure(`cannot read ${folder}`, error);
  }
  throw new UserError(`there is no file in ${folder}`, 'name a file, or a folder of files');
}

/** Files that are no text (a picture beside the results) are of no known format. */
function readFile(file: string): MeasuredFile {
  try {
    return { file, result: readMeasured(readTextFile(file, mostBytes)) };
  } catch (error) {
    if (!(error instanceof UserError) || !/UTF-/.test(error.message)) throw error;
    const problem = {
      line: 1,
      column: 1,
      message: 'it is not UTF-8 text',
      fix: 'save it as UTF-8',
    };
    return { file, result: { format: null, rows: [], problems: [problem], notes: [] } };
  }
}

function refuseProblems(path: string, files: readonly MeasuredFile[]): void {
  const issues = files.flatMap(({ file, result }) =>
    result.problems.map((problem): Issue => ({ severity: 'error', file, path: '', ...problem })),
  );
  if (issues.length === 0) return;
  throw new UserError(
    `${path}: ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`,
    'mend them, or leave the files out',
    issues,
  );
}

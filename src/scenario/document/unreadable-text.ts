import type { Issue } from '../issues.ts';
import type { Place } from './tree.ts';

/** Longest text that is parsed: about a second of work. A trace is a file of its own, never part of a scenario. */
const MAX_CHARACTERS = 1_000_000;
export const MAX_DEPTH = 40;

export interface DocumentOptions {
  readonly file: string;
  /** Shifts every place: for a value that stands inside a longer line. */
  readonly line?: number;
  readonly column?: number;
}

/** A place in the text, moved to where the text stands. */
export function shifted(options: DocumentOptions, line: number, column: number): Place {
  const firstColumn = options.column ?? 1;
  return {
    file: options.file,
    line: line + (options.line ?? 1) - 1,
    column: line === 1 ? column + firstColumn - 1 : column,
  };
}

/** An issue about the text as a whole, before there are keys to name. */
export function syntaxIssue(
  severity: 'error' | 'warning',
  place: Place,
  message: string,
  fix: string,
): Issue {
  const line = message.replace(/\s*\n\s*/g, ' ').trim();
  return { severity, ...place, path: '', message: line, fix };
}

/** Brackets that are open at once; the parser recurses into each. Text and comments count too: none has so many. */
const MAX_OPEN_BRACKETS = 200;
/** Lists and keys that begin on one line, one inside the other. */
const COMPACT_NESTING = /(?:[-?][ \t]+){200}/;

function isNestedTooDeeply(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > MAX_OPEN_BRACKETS) return true;
  }
  return COMPACT_NESTING.test(text);
}

/** Text that no YAML parser should see: too long or deep, binary, or decoded with the wrong encoding. */
export function unreadableText(text: string, options: DocumentOptions): Issue | null {
  if (text.length > MAX_CHARACTERS) {
    const message = `the text has ${text.length} characters; the most is ${MAX_CHARACTERS}`;
    return syntaxIssue('error', shifted(options, 1, 1), message, 'move long lists to a trace file');
  }
  if (isNestedTooDeeply(text)) {
    const message = 'the document is nested too deeply';
    return syntaxIssue(
      'error',
      shifted(options, 1, 1),
      message,
      `nest at most ${MAX_DEPTH} levels`,
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL is what UTF-16 read as UTF-8 looks like.
  const at = text.search(/[\u0000\uFFFD]/);
  if (at < 0) return null;
  const before = text.slice(0, at).split('\n');
  const place = shifted(options, before.length, (before.at(-1)?.length ?? 0) + 1);
  return syntaxIssue('error', place, 'this is not UTF-8 text', 'save the file as UTF-8');
}

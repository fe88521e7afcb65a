import { codeFrameColumns } from '@babel/code-frame';
import type { Issue } from './issues.ts';
import { SET_FILE } from './sets.ts';

export interface FormatOptions {
  /** Adds the lines around the place, with a caret under it. */
  readonly frame?: boolean;
}

/** Lines longer than this are not worth showing: the frame would fill the terminal. */
const MAX_FRAME_LINE = 500;

/**
 * An issue as one line, `file:line:column path = value: message; fix`, and with `frame` the lines of `text` around it.
 * `text` is the scenario's; an issue about `--set` stands elsewhere and has no frame.
 */
export function formatIssue(issue: Issue, text: string, options: FormatOptions = {}): string {
  const { file, line, column, path, value, message, fix } = issue;
  const subject = value === undefined ? path : `${path} = ${value}`;
  const kind = issue.severity === 'warning' ? 'warning: ' : '';
  const rule = subject === '' ? message : `${subject}: ${message}`;
  const head = printable(`${file}:${line}:${column} ${kind}${rule}; ${fix}`);
  if (options.frame !== true || file === SET_FILE) return head;
  const body = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  const lines = body.split('\n');
  const around = lines.slice(Math.max(0, line - 3), line + 2);
  if (line > lines.length || around.some((shown) => shown.length > MAX_FRAME_LINE)) return head;
  const place = { start: { line, column } };
  const frame = codeFrameColumns(body, place, {
    linesAbove: 2,
    linesBelow: 1,
    highlightCode: false,
  });
  return `${head}\n${frame.split('\n').map(printable).join('\n')}`;
}

/** Control characters of the file (line ends, terminal escapes) as visible codes. Tabs stay: they are what they are. */
function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

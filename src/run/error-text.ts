import { formatIssue } from '../scenario/format-issue.ts';
import type { Issue } from '../scenario/issues.ts';
import type { UserError } from './user-error.ts';

/** Issues beyond this many are counted, not shown: nobody reads further, and a terminal would scroll the first away. */
const mostShown = 50;

/** An error as people read it: every issue with its place and the lines around it, or one sentence and what to do. */
export function formatUserError(error: UserError): string {
  if (error.issues.length === 0) return `tailwatt: ${error.message}\n  ${error.fix}`;
  const { texts } = error;
  const shown = error.issues.slice(0, mostShown).map((issue) => {
    const text = texts?.get(issue.file);
    return formatIssue(issue, text ?? '', { frame: text !== undefined });
  });
  const hidden = error.issues.length - shown.length;
  const more = hidden > 0 ? [`… and ${hidden} more`] : [];
  return [...shown, ...more, `tailwatt: ${error.message}`].join(texts === null ? '\n' : '\n\n');
}

/** A warning in one line. */
export function formatWarning(issue: Issue): string {
  return formatIssue(issue, '');
}

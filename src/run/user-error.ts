import type { Issue } from '../scenario/issues.ts';

/**
 * Stops a command for a reason that the user can mend: the message says what is wrong and where, `fix` what to do.
 * Issues with a place in a file travel in `issues`, all at once.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly fix: string;
  readonly issues: readonly Issue[];
  /** The texts that the issues point into, by file, where they are short enough to show. */
  readonly texts: ReadonlyMap<string, string> | null;

  constructor(
    message: string,
    fix: string,
    issues: readonly Issue[] = [],
    texts: ReadonlyMap<string, string> | null = null,
  ) {
    super(message);
    this.fix = fix;
    this.issues = issues;
    this.texts = texts;
  }
}

const reasons: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  ENOENT: ['there is no such file', 'check the path; it is relative to the working directory'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'check the path'],
  EISDIR: ['it is a folder, not a file', 'name a file in it'],
  EACCES: ['permission is denied', 'change its permissions or name another place'],
  EPERM: ['the system does not permit it', 'change its permissions or name another place'],
  EROFS: ['the file system is read-only', 'name a place that can be written with --out'],
  ENOSPC: ['the disk is full', 'free some space, or write elsewhere with --out'],
  EDQUOT: ['the disk quota is used up', 'free some space, or write elsewhere with --out'],
  EFBIG: ['the file would become larger than the system allows', 'write elsewhere with --out'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n)'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one'],
  EIO: ['the device reports an error', 'check the disk, or write elsewhere with --out'],
  ELOOP: ['its symbolic links form a circle', 'check the path'],
};

/** The code of a system error (`ENOENT`), or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && 'syscall' in error ? error.code : undefined;
}

/** Turns a system error into a {@link UserError} that says what could not be done; any other error is thrown as it is. */
export function systemFailure(cannot: string, error: unknown): UserError {
  const code = systemErrorCode(error);
  if (code === undefined) throw error;
  const [reason, fix] = reasons[code] ?? [
    error instanceof Error ? error.message : code,
    'mend that and run again',
  ];
  return new UserError(`${cannot}: ${reason} (${code})`, fix);
}

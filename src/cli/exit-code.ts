/** What the process says to the shell when it ends. */
export const exitCode = {
  done: 0,
  /** The user's input is wrong: a scenario, a trace, a place that cannot be written. */
  badInput: 1,
  /** The command line is wrong. */
  badUsage: 2,
  /** The run ended, but a stated target was not met (only with --check). */
  targetMissed: 3,
  /** Our bug. */
  bug: 70,
  /** Ctrl-C; partial results are kept. */
  interrupted: 130,
} as const;

/** After runs that failed: one that threw is our bug, one that was too large or too long the user can mend. */
export function failuresCode(failures: readonly { readonly kind: string }[]): number {
  if (failures.some(({ kind }) => kind === 'error')) return exitCode.bug;
  return failures.length > 0 ? exitCode.badInput : exitCode.done;
}

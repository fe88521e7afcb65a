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

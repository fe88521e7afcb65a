import { rmSync } from 'node:fs';
import { exitCode } from './exit-code.ts';
import { printLastNote } from './output.ts';

/** Ctrl-C: the first asks the run to stop where it stands and keep what it has; the second ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Names the unfinished folder that a second Ctrl-C must take away. */
  removeOnForce: (folder: string) => void;
  release(): void;
}

/** `kept` says what a second Ctrl-C leaves. */
export function onInterrupt(kept = 'nothing was kept'): Interrupt {
  const controller = new AbortController();
  let unfinished: string | null = null;
  const handle = () => {
    if (controller.signal.aborted) {
      if (unfinished !== null) rmSync(unfinished, { recursive: true, force: true });
      printLastNote(`\ntailwatt: stopped at once; ${kept}`);
      process.exit(exitCode.interrupted);
    }
    printLastNote('\ntailwatt: stopping; press Ctrl-C again to stop at once');
    controller.abort();
  };
  // A closed terminal (SIGHUP) is no reason to lose what is finished either.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handle);
  return {
    signal: controller.signal,
    removeOnForce(folder) {
      unfinished = folder;
    },
    release() {
      for (const name of signals) process.off(name, handle);
    },
  };
}

import { writeSync } from 'node:fs';

/**
 * Makes a closed pipe (`tailwatt … | head`) end the output and not the process: what was to be written elsewhere
 * still is.
 */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Results: standard output. */
export function printResult(text: string): void {
  if (!process.stdout.writable) return;
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Everything else: standard error. */
export function printNote(text: string): void {
  if (!process.stderr.writable) return;
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** The last words of a process that ends at once; a stream would lose them. */
export function printLastNote(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody listens any more.
  }
}

/** Exactly one JSON document. NaN and Infinity have no JSON and become null. */
export function printJson(value: unknown): void {
  printResult(JSON.stringify(value, null, 2));
}

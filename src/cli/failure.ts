import { exitCode } from './exit-code.ts';
import { printNote } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Prints why a command failed and returns the exit code that says so. */
export async function reportFailure(error: unknown): Promise<number> {
  if (error instanceof UsageError) {
    printNote(`tailwatt: ${error.message}`);
    return exitCode.badUsage;
  }
  const { formatUserError, UserError } = await import('./library/failure.ts');
  if (error instanceof UserError) {
    printNote(formatUserError(error));
    return exitCode.badInput;
  }
  printNote(bugReport(error));
  return exitCode.bug;
}

/** What somebody who hits our bug should send us. */
export function bugReport(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'tailwatt: this is a bug in Tailwatt, not in your input.',
    'Please send us the following lines, and the scenario file if you may share it:',
    '',
    `  command:  tailwatt ${process.argv.slice(2).map(quoted).join(' ')}`,
    `  system:   Node ${process.version}, ${process.platform} ${process.arch}`,
    ...trace.split('\n').map((line) => `  ${line}`),
  ].join('\n');
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { once } from './options.ts';
import { printJson, printNote, printResult } from './output.ts';
import { nearest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

interface TraceArguments {
  readonly file: string;
  readonly format: string | undefined;
  readonly to: string | undefined;
  readonly json: boolean;
}

/** `tailwatt trace`: what a request trace holds; converts it. */
export function traceCommand(done: (code: number) => void): CommandModule<object, TraceArguments> {
  return {
    command: 'trace <file>',
    describe: 'Read a trace: rows, rates, lengths, what would be dropped; or convert it with --to',
    builder: (parser) =>
      parser
        .positional('file', { describe: 'A trace, or requests.arrow of a run', type: 'string' })
        .option('format', {
          describe: 'Format of the file [default: by its content]',
          type: 'string',
          requiresArg: true,
          coerce: once('format'),
        })
        .option('to', {
          describe: 'Print the trace in this format instead',
          type: 'string',
          requiresArg: true,
          coerce: once('to'),
        })
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async (args) => done(await read(args)),
  };
}

async function read(args: TraceArguments): Promise<number> {
  const {
    describeTrace,
    loadTrace,
    readableTraceFormats,
    traceText,
    writableTraceFormats,
    writeTrace,
  } = await import('./library/trace.ts');
  if (args.format !== undefined) checkFormat('--format', args.format, readableTraceFormats);
  if (args.to !== undefined) checkFormat('--to', args.to, writableTraceFormats);
  const trace = await loadTrace(args.file, { format: args.format });
  for (const warning of trace.warnings) printNote(warning);
  if (args.to !== undefined) {
    for (const chunk of writeTrace(trace.rows, args.to)) printResult(chunk);
  } else if (args.json) {
    printJson(describeTrace(trace));
  } else {
    printResult(traceText(describeTrace(trace)));
  }
  return exitCode.done;
}

function checkFormat(option: string, format: string, known: readonly string[]): void {
  if (known.includes(format)) return;
  const near = nearest(format, known);
  throw new UsageError(
    near === undefined
      ? `${option} ${format}: the formats are ${known.join(', ')}`
      : `${option} ${format}: did you mean ${near}?`,
  );
}

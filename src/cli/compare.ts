import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { notYet } from './options.ts';
import { printJson, printResult } from './output.ts';
import { UsageError } from './usage-error.ts';

interface CompareArguments {
  readonly folders: readonly string[];
  readonly json: boolean;
  readonly sensitivity: boolean;
}

/** `tailwatt compare`: two results side by side, or the sensitivity of one sweep to its axes. */
export function compareCommand(
  done: (code: number) => void,
): CommandModule<object, CompareArguments> {
  return {
    command: 'compare <folders..>',
    describe:
      'Compare two results: paired differences with intervals; or see what a sweep depends on',
    builder: (parser) =>
      parser
        .positional('folders', {
          describe: 'Two folders of runs or of sweeps; with --sensitivity one of a sweep',
          type: 'string',
          array: true,
        })
        .option('sensitivity', {
          describe: 'Which axis of one sweep matters most for latency, throughput and joules',
          type: 'boolean',
          default: false,
        })
        .option('measured', {
          describe: 'Compare a run with a measured export (not in this version)',
          type: 'string',
          requiresArg: true,
          coerce: notYet('measured'),
        })
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async (args) => done(await compare(args)),
  };
}

async function compare({ folders, json, sensitivity }: CompareArguments): Promise<number> {
  const [first, second, ...more] = folders;
  if (sensitivity) {
    if (first === undefined || second !== undefined) {
      throw new UsageError(`--sensitivity takes one folder of a sweep, not ${folders.length}`);
    }
    const { sensitivityOfSweep, sensitivityText } = await import('../node.ts');
    const found = sensitivityOfSweep(first);
    if (json) printJson(found);
    else printResult(sensitivityText(found));
    return exitCode.done;
  }
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(
      `compare takes two folders, not ${folders.length}; with --sensitivity one of a sweep`,
    );
  }
  const { compareResults, comparisonSentences, comparisonText } = await import('../node.ts');
  const comparison = compareResults(first, second);
  if (json) printJson({ ...comparison, sentences: comparisonSentences(comparison) });
  else printResult(comparisonText(comparison));
  return exitCode.done;
}

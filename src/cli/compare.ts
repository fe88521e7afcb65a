import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { once } from './options.ts';
import { printJson, printResult } from './output.ts';
import { UsageError } from './usage-error.ts';

interface CompareArguments {
  readonly folders: readonly string[];
  readonly json: boolean;
  readonly sensitivity: boolean;
  readonly measured: string | undefined;
}

/** `tailwatt compare`: two results side by side, one sweep's sensitivity to its axes, or a run against measurements. */
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
          describe:
            'Two folders of runs or of sweeps; with --sensitivity one of a sweep, with --measured one of a run',
          type: 'string',
          array: true,
        })
        .option('sensitivity', {
          describe: 'Which axis of one sweep matters most for latency, throughput and joules',
          type: 'boolean',
          default: false,
        })
        .option('measured', {
          describe:
            'Replay this measured export through the scenario of one run, request by request',
          type: 'string',
          requiresArg: true,
          coerce: once('measured'),
        })
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async (args) => done(await compare(args)),
  };
}

async function compare(args: CompareArguments): Promise<number> {
  const { folders, json, sensitivity, measured } = args;
  const [first, second, ...more] = folders;
  if (measured !== undefined) {
    if (sensitivity) throw new UsageError('--measured and --sensitivity exclude each other');
    if (first === undefined || second !== undefined) {
      throw new UsageError(`--measured takes one folder of a run, not ${folders.length}`);
    }
    const { compareMeasured, measuredComparisonText } = await import(
      './library/compare-measured.ts'
    );
    const comparison = compareMeasured(first, measured);
    if (json) printJson(comparison);
    else printResult(measuredComparisonText(comparison));
    return exitCode.done;
  }
  if (sensitivity) {
    if (first === undefined || second !== undefined) {
      throw new UsageError(`--sensitivity takes one folder of a sweep, not ${folders.length}`);
    }
    const { sensitivityOfSweep, sensitivityText } = await import(
      './library/compare-sensitivity.ts'
    );
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
  const { compareResults, comparisonSentences, comparisonText } = await import(
    './library/compare.ts'
  );
  const comparison = compareResults(first, second);
  if (json) printJson({ ...comparison, sentences: comparisonSentences(comparison) });
  else printResult(comparisonText(comparison));
  return exitCode.done;
}

import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import { count, notYet, outOption, seedOption, setOption } from './options.ts';
import { printJson, printNote, printResult } from './output.ts';
import { progressBar } from './progress-bar.ts';
import { UsageError } from './usage-error.ts';

interface RunArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly seed: string | undefined;
  readonly replications: number | undefined;
  readonly out: string | undefined;
  readonly format: 'arrow' | 'parquet';
  readonly json: boolean;
  readonly check: boolean;
}

/** `tailwatt run`: one scenario, a summary that people read, tables in a folder. */
export function runCommand(done: (code: number) => void): CommandModule<object, RunArguments> {
  return {
    command: 'run <file>',
    describe: 'Run one scenario: a summary on the screen, tables in results/<name>/',
    builder: (parser) =>
      parser
        .positional('file', { describe: 'Scenario, YAML or JSON', type: 'string' })
        .option('set', setOption)
        .option('seed', seedOption)
        .option('replications', {
          describe: 'Repeat with independent streams, and give means with intervals',
          type: 'string',
          requiresArg: true,
          coerce: count('replications'),
        })
        .option('out', outOption)
        .option('format', {
          describe: 'Format of the tables',
          choices: ['arrow', 'parquet'] as const,
          default: 'arrow' as const,
          requiresArg: true,
        })
        .option('json', { describe: 'Print one JSON document', type: 'boolean', default: false })
        .option('check', {
          describe: 'Exit with 3 when a stated target is not met',
          type: 'boolean',
          default: false,
        })
        .option('trace-events', {
          describe: 'Write a Chrome trace to this file (not in this version)',
          type: 'string',
          requiresArg: true,
          coerce: notYet('trace-events'),
        })
        .option('follow', {
          describe: 'Print what happens to one request (not in this version)',
          type: 'string',
          requiresArg: true,
          coerce: notYet('follow'),
        }) as never,
    handler: async (args) => done(await run(args)),
  };
}

async function run(args: RunArguments): Promise<number> {
  if (Array.isArray(args.format)) throw new UsageError('--format is given more than once');
  const { loadScenario, runScenario, summaryText } = await import('./library/run.ts');
  const scenario = loadScenario(args.file, { sets: args.set });
  const interrupt = onInterrupt();
  const bar = process.stderr.isTTY ? await progressBar() : null;
  try {
    const { summary, folder, missedTargets } = await runScenario(scenario, {
      seed: args.seed,
      replications: args.replications,
      out: args.out,
      format: args.format,
      headroom: true,
      signal: interrupt.signal,
      onProgress: bar?.show,
      onUnfinishedFolder: interrupt.removeOnForce,
    });
    bar?.stop();
    if (args.json) printJson(summary);
    else printResult(summaryText(summary, { color: process.stdout.hasColors?.() === true }));
    const interrupted = summary.status === 'interrupted';
    printNote(`${interrupted ? 'interrupted: partial tables' : 'tables'} are in ${folder}`);
    if (interrupted) return exitCode.interrupted;
    if (!args.check) return exitCode.done;
    for (const missed of missedTargets) printNote(`check: ${missed}`);
    return missedTargets.length > 0 ? exitCode.targetMissed : exitCode.done;
  } finally {
    bar?.stop();
    interrupt.release();
  }
}

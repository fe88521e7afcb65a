#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { calibrateCommand } from './calibrate.ts';
import { catalogCommand } from './catalog.ts';
import { compareCommand } from './compare.ts';
import { exitCode } from './exit-code.ts';
import { explainCommand } from './explain.ts';
import { bugReport, reportFailure } from './failure.ts';
import { forecastCommand } from './forecast.ts';
import { lawCommand } from './law.ts';
import { mergeCommand } from './merge.ts';
import { printLastNote, tolerateClosedPipes } from './output.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { suggestOption, unknownCommand } from './suggest.ts';
import { sweepCommand } from './sweep.ts';
import { traceCommand } from './trace.ts';
import { UsageError } from './usage-error.ts';
import { validateCommand } from './validate.ts';
import { version } from './version.ts';

/** Parses the command line and runs one command. Every command loads what it needs by itself, so that help is quick. */
async function main(words: readonly string[]): Promise<number> {
  let code: number = exitCode.done;
  const done = (result: number) => {
    code = result;
  };
  const parser = yargs([...words])
    .scriptName('tailwatt')
    .usage('$0 COMMAND\n\nSimulates AI inference clusters: tail latency, throughput and joules.')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': true })
    .command(runCommand(done))
    .command(sweepCommand(done))
    .command(mergeCommand(done))
    .command(explainCommand(done))
    .command(validateCommand(done))
    .command(compareCommand(done))
    .command(lawCommand(done))
    .command(forecastCommand(done))
    .command(calibrateCommand(done))
    .command(catalogCommand(done))
    .command(traceCommand(done))
    .command(schemaCommand(done))
    .completion('completion', 'Print a completion script for bash or zsh')
    .demandCommand(1, 'Name a command; tailwatt --help lists them.')
    .strict()
    .version(version())
    .help()
    .wrap(process.stdout.isTTY ? Math.min(100, process.stdout.columns ?? 100) : 100)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports what an option's check throws as an error of its own.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(suggestOption(message ?? error.message));
    });
  try {
    const unknown = unknownCommand(words[0]);
    if (unknown !== null) throw new UsageError(unknown);
    await parser.parseAsync();
  } catch (error) {
    return reportFailure(error);
  }
  return code;
}

tolerateClosedPipes();
process.on('uncaughtException', (error) => {
  printLastNote(bugReport(error));
  process.exit(exitCode.bug);
});
process.exitCode = await main(hideBin(process.argv));

import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { setOption } from './options.ts';
import { printResult } from './output.ts';

interface ValidateArguments {
  readonly files: readonly string[];
  readonly set: readonly string[];
}

/** `tailwatt validate`: every issue of every scenario and sweep, all at once. */
export function validateCommand(
  done: (code: number) => void,
): CommandModule<object, ValidateArguments> {
  return {
    command: 'validate <files..>',
    describe: 'Check scenario and sweep files; exit with 1 if any has an issue',
    builder: (parser) =>
      parser
        .positional('files', { describe: 'Scenarios and sweeps', type: 'string', array: true })
        .option('set', setOption) as never,
    handler: async (args) => done(await validate(args)),
  };
}

async function validate(args: ValidateArguments): Promise<number> {
  const {
    formatUserError,
    formatWarning,
    isForecastFile,
    isSweepFile,
    loadForecast,
    loadScenario,
    loadSweep,
    UserError,
  } = await import('./library/validate.ts');
  let broken = 0;
  for (const file of args.files) {
    try {
      if (isForecastFile(file)) {
        loadForecast(file);
        printResult(`${file}: ok`);
        continue;
      }
      const options = { sets: args.set };
      const { warnings } = isSweepFile(file)
        ? await loadSweep(file, options)
        : loadScenario(file, options);
      for (const warning of warnings) printResult(formatWarning(warning));
      printResult(`${file}: ok`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      broken += 1;
      printResult(formatUserError(error));
    }
  }
  return broken > 0 ? exitCode.badInput : exitCode.done;
}

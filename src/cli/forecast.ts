import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { outOption } from './options.ts';
import { printJson, printNote, printResult } from './output.ts';

interface ForecastArguments {
  readonly file: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `tailwatt forecast`: what a model costs to train and to serve over its life, and what it will be able to do. */
export function forecastCommand(
  done: (code: number) => void,
): CommandModule<object, ForecastArguments> {
  return {
    command: 'forecast <file>',
    describe:
      'Lifetime energy, cost and carbon of training and serving; break-even; best split of a budget',
    builder: (parser) =>
      parser
        .positional('file', { describe: 'Forecast file, YAML or JSON', type: 'string' })
        .option('out', outOption)
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async ({ file, out, json }) => {
      const { forecastOf, forecastText, writeForecast } = await import('./library/forecast.ts');
      const forecast = await forecastOf(file);
      const path = writeForecast(forecast, out ?? join('results', forecast.name));
      if (json) printJson(forecast);
      else printResult(forecastText(forecast));
      printNote(`the table is ${path}`);
      done(exitCode.done);
    },
  };
}

import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { printJson } from './output.ts';

interface SchemaArguments {
  readonly kind: 'scenario' | 'sweep' | 'forecast';
}

/** `tailwatt schema`: the JSON Schema that editors complete scenario, sweep and forecast files with. */
export function schemaCommand(
  done: (code: number) => void,
): CommandModule<object, SchemaArguments> {
  return {
    command: 'schema [kind]',
    describe: 'Print the JSON Schema of scenario files, of sweep files or of forecast files',
    builder: (parser) =>
      parser.positional('kind', {
        describe: 'Which files',
        choices: ['scenario', 'sweep', 'forecast'] as const,
        default: 'scenario' as const,
      }) as never,
    handler: async ({ kind }) => {
      const { forecastJsonSchema, scenarioJsonSchema, sweepJsonSchema } = await import(
        './library/schema.ts'
      );
      const schemas = {
        scenario: scenarioJsonSchema,
        sweep: sweepJsonSchema,
        forecast: forecastJsonSchema,
      };
      printJson(schemas[kind]());
      done(exitCode.done);
    },
  };
}

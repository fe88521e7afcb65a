import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { printJson } from './output.ts';

interface SchemaArguments {
  readonly kind: 'scenario' | 'sweep';
}

/** `tailwatt schema`: the JSON Schema that editors complete scenario and sweep files with. */
export function schemaCommand(
  done: (code: number) => void,
): CommandModule<object, SchemaArguments> {
  return {
    command: 'schema [kind]',
    describe: 'Print the JSON Schema of scenario files, or of sweep files',
    builder: (parser) =>
      parser.positional('kind', {
        describe: 'Which files',
        choices: ['scenario', 'sweep'] as const,
        default: 'scenario' as const,
      }) as never,
    handler: async ({ kind }) => {
      const { scenarioJsonSchema, sweepJsonSchema } = await import('./library/schema.ts');
      printJson(kind === 'sweep' ? sweepJsonSchema() : scenarioJsonSchema());
      done(exitCode.done);
    },
  };
}

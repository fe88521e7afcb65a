import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { printJson } from './output.ts';

/** `tailwatt schema`: the JSON Schema that editors complete scenario files with. */
export function schemaCommand(done: (code: number) => void): CommandModule {
  return {
    command: 'schema',
    describe: 'Print the JSON Schema of scenario files',
    handler: async () => {
      const { scenarioJsonSchema } = await import('../node.ts');
      printJson(scenarioJsonSchema());
      done(exitCode.done);
    },
  };
}

import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { setOption } from './options.ts';
import { printJson, printResult } from './output.ts';

interface ExplainArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** `tailwatt explain`: what a scenario amounts to, before it is run. */
export function explainCommand(
  done: (code: number) => void,
): CommandModule<object, ExplainArguments> {
  return {
    command: 'explain <file>',
    describe: 'Before running: memory, KV room, step times and their bounds, watts, defaults',
    builder: (parser) =>
      parser
        .positional('file', { describe: 'Scenario, YAML or JSON', type: 'string' })
        .option('set', setOption)
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async (args) => {
      const library = await import('./library/explain.ts');
      const prepared = await library.compileRun(
        library.loadScenario(args.file, { sets: args.set }),
      );
      const explanation = library.explain(prepared);
      if (args.json) printJson(explanation);
      else printResult(library.explanationText(explanation));
      done(exitCode.done);
    },
  };
}

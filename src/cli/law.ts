import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { once } from './options.ts';
import { printJson, printNote, printResult } from './output.ts';

interface LawArguments {
  readonly folders: readonly string[];
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `tailwatt law`: fits scaling laws to the tables of one sweep, or of several beside each other. */
export function lawCommand(done: (code: number) => void): CommandModule<object, LawArguments> {
  return {
    command: 'law <folders..>',
    describe:
      "Fit scaling laws to a sweep's tables: forms by cross-validation, exponents with intervals",
    builder: (parser) =>
      parser
        .positional('folders', {
          describe: 'Folder of a sweep; of several, laws are compared with the first',
          type: 'string',
          array: true,
        })
        .option('out', {
          describe: 'Folder for laws.arrow [default: beside the first sweep]',
          type: 'string',
          requiresArg: true,
          coerce: once('out'),
        })
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async ({ folders, out, json }) => {
      const { lawsOfSweeps, lawText, writeLaws } = await import('./library/law.ts');
      const found = lawsOfSweeps(folders);
      const path = writeLaws(found, out ?? folders[0] ?? '.');
      if (json) printJson(found);
      else printResult(lawText(found));
      printNote(`the table is ${path}`);
      done(exitCode.done);
    },
  };
}

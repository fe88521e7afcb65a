import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { printJson, printResult } from './output.ts';
import { nearest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

interface CatalogArguments {
  readonly kind: string | undefined;
  readonly id: string | undefined;
  readonly json: boolean;
}

/** `tailwatt catalog`: what is known, and the source of each figure. */
export function catalogCommand(
  done: (code: number) => void,
): CommandModule<object, CatalogArguments> {
  return {
    command: 'catalog [kind] [id]',
    describe:
      'List data sheets (accelerators, models, links, fabrics, nodes, grids, profiles), or one with its sources',
    builder: (parser) =>
      parser
        .positional('kind', { describe: 'Kind of data sheet', type: 'string' })
        .positional('id', { describe: 'One data sheet', type: 'string' })
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async (args) => done(await show(args)),
  };
}

async function show(args: CatalogArguments): Promise<number> {
  const { catalog, catalogText, sheetListText, sheetText } = await import('./library/catalog.ts');
  const kinds = Object.keys(catalog) as (keyof typeof catalog)[];
  if (args.kind === undefined) {
    if (args.json) printJson(catalog);
    else printResult(catalogText(catalog));
    return exitCode.done;
  }
  const kind = kinds.find((name) => name === args.kind);
  if (kind === undefined) {
    throw new UsageError(unknownName(`no kind ${args.kind} in the catalog`, args.kind, kinds));
  }
  const sheets = catalog[kind] as Readonly<Record<string, object>>;
  if (args.id === undefined) {
    if (args.json) printJson(sheets);
    else printResult(sheetListText(kind, sheets));
    return exitCode.done;
  }
  const sheet = sheets[args.id];
  if (sheet === undefined) {
    throw new UsageError(unknownName(`no ${args.id} among ${kind}`, args.id, Object.keys(sheets)));
  }
  if (args.json) printJson(sheet);
  else printResult(sheetText(sheet));
  return exitCode.done;
}

function unknownName(message: string, word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near === undefined
    ? `${message}; it has ${names.join(', ')}`
    : `${message}. Did you mean ${near}?`;
}

import type { CommandModule } from 'yargs';
import { failuresCode } from './exit-code.ts';
import { outOption } from './options.ts';
import { printNote } from './output.ts';

interface MergeArguments {
  readonly folders: readonly string[];
  readonly out: string | undefined;
}

/** `tailwatt merge`: shards of a sweep into one result. */
export function mergeCommand(done: (code: number) => void): CommandModule<object, MergeArguments> {
  return {
    command: 'merge <folders..>',
    describe: 'Put the shards of a sweep together: the same bytes as one run',
    builder: (parser) =>
      parser
        .positional('folders', { describe: 'Folders of the shards', type: 'string', array: true })
        .option('out', outOption) as never,
    handler: async (args) => done(await merge(args)),
  };
}

async function merge({ folders, out }: MergeArguments): Promise<number> {
  const { mergeSweeps } = await import('./library/merge.ts');
  const merged = await mergeSweeps(folders, { out });
  const { points, replications, failures, folder } = merged;
  const failed = failures.length > 0 ? `, ${failures.length} of them failed` : '';
  printNote(`merged ${points} points (${replications} runs${failed}) into ${folder}`);
  return failuresCode(failures);
}

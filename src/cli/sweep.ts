import type { CommandModule } from 'yargs';
import type { SweepResult } from '../node.ts';
import { exitCode, failuresCode } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import {
  count,
  mostReplications,
  notYet,
  once,
  outOption,
  positive,
  seedOption,
  setOption,
} from './options.ts';
import { printJson, printNote, printResult } from './output.ts';
import { sweepProgress } from './sweep-progress.ts';
import { UsageError } from './usage-error.ts';

interface SweepArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly seed: string | undefined;
  readonly replications: number | undefined;
  readonly out: string | undefined;
  readonly workers: number | undefined;
  readonly resume: boolean;
  readonly shard: string | undefined;
  readonly timeout: number | undefined;
  readonly json: boolean;
}

/** `tailwatt sweep`: every point of a design, on all cores, resumable. */
export function sweepCommand(done: (code: number) => void): CommandModule<object, SweepArguments> {
  return {
    command: 'sweep <file>',
    describe: 'Run every point of a sweep on all cores; what is finished survives anything',
    builder: (parser) =>
      parser
        .positional('file', { describe: 'Sweep file, YAML or JSON', type: 'string' })
        .option('set', setOption)
        .option('seed', seedOption)
        .option('replications', {
          describe: 'Replications of each point, instead of those of the file',
          type: 'string',
          requiresArg: true,
          coerce: count('replications', mostReplications),
        })
        .option('out', outOption)
        .option('workers', {
          describe: 'Worker threads [default: as many as there are cores]',
          type: 'string',
          requiresArg: true,
          coerce: count('workers', 1024),
        })
        .option('resume', {
          describe: 'Go on where the sweep stopped; refuse if it has changed since',
          type: 'boolean',
          default: false,
        })
        .option('shard', {
          describe: 'Run one part of n: i/n, to be put together with tailwatt merge',
          type: 'string',
          requiresArg: true,
          coerce: once('shard'),
        })
        .option('timeout', {
          describe: 'Seconds of wall time after which a single run is given up as failed',
          type: 'string',
          requiresArg: true,
          coerce: positive('timeout'),
        })
        .option('json', { describe: 'Print one JSON document', type: 'boolean', default: false })
        .option('queue', later('queue', 'Take the points from a queue'))
        .option('emit', later('emit', 'Write a job script')) as never,
    handler: async (args) => done(await sweep(args)),
  };
}

function later(name: string, describe: string) {
  const coerce = notYet(name);
  return {
    describe: `${describe} (not in this version)`,
    type: 'string',
    requiresArg: true,
    coerce,
  } as const;
}

async function sweep(args: SweepArguments): Promise<number> {
  const { formatWarning, loadSweep, parseShard, runSweep, sweepJson, sweepText } = await import(
    './library/sweep.ts'
  );
  const shard = args.shard === undefined ? undefined : parseShard(args.shard);
  if (shard?.ok === false) throw new UsageError(`--shard ${args.shard}: ${shard.message}`);
  const interrupt = onInterrupt('what is finished is kept');
  const progress = await sweepProgress();
  try {
    const loaded = await loadSweep(args.file, {
      sets: args.set,
      seed: args.seed,
      replications: args.replications,
      onProgress: progress.planning,
    });
    for (const warning of loaded.warnings) progress.note(formatWarning(warning));
    progress.begin(loaded.plan);
    const result = await runSweep(loaded, {
      out: args.out,
      workers: args.workers,
      resume: args.resume,
      shard: shard?.shard,
      mostSeconds: args.timeout,
      signal: interrupt.signal,
      onNote: progress.note,
      onPoint: progress.point,
      onProgress: progress.show,
    });
    progress.stop();
    if (args.json) printJson(sweepJson(result));
    else printResult(sweepText(result, { table: !(process.stderr.isTTY && process.stdout.isTTY) }));
    const interrupted = result.status === 'interrupted';
    const left = result.planned - result.points.length;
    printNote(
      interrupted
        ? `interrupted: ${left} points are left; --resume goes on in ${result.folder}`
        : `tables are in ${result.folder}`,
    );
    return interrupted ? exitCode.interrupted : codeOf(result);
  } finally {
    progress.stop();
    interrupt.release();
  }
}

function codeOf({ failures }: SweepResult): number {
  const bugs = failures.filter(({ kind }) => kind === 'error');
  for (const { message } of bugs.slice(0, 1)) {
    printNote(
      `tailwatt: this is a bug in Tailwatt; please send us the sweep and these lines:\n${message}`,
    );
  }
  return failuresCode(failures);
}

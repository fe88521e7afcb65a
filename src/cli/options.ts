import { UsageError } from './usage-error.ts';

/** An option that may stand once only; yargs would hand over a list. */
export function once(name: string) {
  return (value: unknown): string | undefined => {
    if (Array.isArray(value)) throw new UsageError(`--${name} is given ${value.length} times`);
    return value === undefined ? undefined : String(value);
  };
}

/** A whole number from 1 to `most`. */
export function count(name: string, most = 1_000_000) {
  const text = once(name);
  return (value: unknown): number | undefined => {
    const given = text(value);
    if (given === undefined) return undefined;
    const number = Number(given);
    if (!/^\d+$/.test(given) || number < 1 || number > most) {
      throw new UsageError(`--${name} ${given}: give a whole number from 1 to ${most}`);
    }
    return number;
  };
}

/** The most replications that a sweep takes, of its file and of the command line alike. */
export const mostReplications = 10_000;

/** A number above 0. */
export function positive(name: string) {
  const text = once(name);
  return (value: unknown): number | undefined => {
    const given = text(value);
    if (given === undefined) return undefined;
    const number = Number(given);
    if (!(number > 0 && Number.isFinite(number))) {
      throw new UsageError(`--${name} ${given}: give a number above 0`);
    }
    return number;
  };
}

/** An option of the contract that this version does not have. */
export function notYet(name: string) {
  return (value: unknown): undefined => {
    if (value !== undefined) throw new UsageError(`--${name} is not available in this version`);
  };
}

/** An option that may be repeated: always a list, in the order of the command line. */
export function list(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Every `--set` must say which key gets what. */
export function settings(value: unknown): readonly string[] {
  const sets = list(value);
  for (const set of sets) {
    if (!/^[^=]+=/.test(set)) {
      throw new UsageError(
        `--set ${set}: write it as path=value, as in --set 'pools[h100].replicas=4'`,
      );
    }
  }
  return sets;
}

/** The option that commands on a scenario share. */
export const setOption = {
  describe: 'Override a key: path=value, by name or index (repeatable)',
  type: 'string',
  requiresArg: true,
  coerce: settings,
} as const;

/** The option of a seed, for what draws at random. */
export const seedOption = {
  describe: 'Seed of every random stream',
  type: 'string',
  requiresArg: true,
  coerce: once('seed'),
} as const;

/** The option of the folder of the results. */
export const outOption = {
  describe: 'Folder of the results [default: results/<name>]',
  type: 'string',
  requiresArg: true,
  coerce: once('out'),
} as const;

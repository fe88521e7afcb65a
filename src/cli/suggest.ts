import { distance } from 'fastest-levenshtein';

/** A word is taken for a slip of a name when at most this many keys differ. */
const maxSlips = 2;

/** Every option of every command: yargs does not tell which ones it knows. */
export const optionNames = [
  'accelerator',
  'base',
  'check',
  'emit',
  'follow',
  'format',
  'help',
  'json',
  'kv-cache',
  'measured',
  'model',
  'out',
  'queue',
  'replications',
  'resume',
  'scenario',
  'seed',
  'sensitivity',
  'set',
  'shard',
  'tensor',
  'timeout',
  'to',
  'trace-events',
  'version',
  'weights',
  'workers',
] as const;

/** Every command, in the order of the help. */
export const commandNames = [
  'run',
  'sweep',
  'merge',
  'explain',
  'validate',
  'compare',
  'law',
  'forecast',
  'calibrate',
  'catalog',
  'trace',
  'schema',
  'completion',
] as const;

/** What is wrong with the first word of a command line, or null when it is a command or an option. */
export function unknownCommand(word: string | undefined): string | null {
  if (word === undefined || word.startsWith('-')) return null;
  if (commandNames.some((name) => name === word)) return null;
  const near = nearest(word, commandNames);
  const hint =
    near === undefined ? `the commands are ${commandNames.join(', ')}` : `did you mean ${near}?`;
  return `there is no command ${word}; ${hint}\nSee tailwatt --help.`;
}

/** What yargs says of a wrong command line, with the option that was probably meant. */
export function suggestOption(message: string): string {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message);
  const hints = (unknown?.[1] ?? '').split(', ').flatMap((word) => {
    const near = nearest(word, optionNames);
    if (near === word) return [`--${word} belongs to other commands.`];
    return near === undefined ? [] : [`Did you mean --${near}?`];
  });
  return [message, ...new Set(hints), 'See tailwatt --help.'].join('\n');
}

/** The name that differs least from `word`, if it is close enough to be a slip. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, slips: distance(word, name) }))
    .filter(({ name, slips }) => slips <= Math.min(maxSlips, name.length - 1))
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.name;
}

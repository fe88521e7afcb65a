import { distance } from 'fastest-levenshtein';
import type { Argv } from 'yargs';

/** A word is taken for a slip of a name when at most this many keys differ. */
const maxSlips = 2;

/** What yargs says of a wrong command line, with the option that was probably meant. */
export function suggestOption(message: string, parser: Argv): string {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message);
  const hints = (unknown?.[1] ?? '').split(', ').flatMap((word) => {
    const near = nearest(word, optionNames(parser));
    return near === undefined ? [] : [`Did you mean --${near}?`];
  });
  return [message, ...new Set(hints), 'See tailwatt --help.'].join('\n');
}

/** yargs knows the options of the command at hand, but its types do not say so. */
function optionNames(parser: Argv): readonly string[] {
  const known = parser as unknown as { getOptions(): { key: Record<string, unknown> } };
  return Object.keys(known.getOptions().key);
}

/** The name that differs least from `word`, if it is close enough to be a slip. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, slips: distance(word, name) }))
    .filter(({ name, slips }) => slips <= Math.min(maxSlips, name.length - 1))
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.name;
}

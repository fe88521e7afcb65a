/** Limits that keep a wrong column (user ids, prompts) from filling the memory; assumed. */
const maxNames = 1_000_000;
const maxNameLength = 256;
/** Of a name that may be a path. */
export const maxPathLength = 65_536;

const wholeNumber = /^(?:0|[1-9]\d{0,8})$/;

/** Names of a column in order of first appearance, until {@link NameDictionary.finish} puts them in their final order. */
export class NameDictionary {
  readonly #indexes = new Map<string, number>();

  /** Index of a name; −1 for an empty one, −2 where there are too many. */
  intern(name: string): number {
    if (name === '') return -1;
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    if (this.#indexes.size >= maxNames) return -2;
    const index = this.#indexes.size;
    // A joined copy: a slice would keep the whole piece of text that it was cut from alive.
    this.#indexes.set(Array.from(name).join(''), index);
    return index;
  }

  /**
   * Rewrites a column of first-appearance indexes. With `numbersStay`, names that are all whole numbers become those
   * numbers; otherwise names are ordered by code units, so that the order of a file's rows decides nothing.
   */
  finish(column: Int32Array, numbersStay: boolean): readonly string[] | null {
    const appeared = [...this.#indexes.keys()];
    // A column that was never interned holds numbers already.
    if (appeared.length === 0) return numbersStay ? null : [];
    const keepNumbers = numbersStay && appeared.every((name) => wholeNumber.test(name));
    const names = keepNumbers ? null : appeared.toSorted();
    const ranks = new Map(names?.map((name, rank) => [name, rank]));
    const final = appeared.map((name) =>
      keepNumbers ? Number(name) : (ranks.get(name) as number),
    );
    for (let i = 0; i < column.length; i++) {
      const index = column[i] as number;
      if (index >= 0) column[i] = final[index] as number;
    }
    return names;
  }
}

/** What is wrong with a name, or null. */
export function nameProblem(name: string, maxLength = maxNameLength): string | null {
  if (name.length > maxLength) return `is longer than ${maxLength} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(name)) return 'has control characters';
  return null;
}

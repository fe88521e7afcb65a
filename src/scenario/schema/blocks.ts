import { z } from 'zod';
import { suggest } from '../did-you-mean.ts';
import { Complaint, type JsonSchemaPart, scalar } from './scalars.ts';

type RawIssue = { readonly code?: string | undefined; readonly input?: unknown };

/** What was found where something else belongs. */
function complainAboutType(issue: RawIssue, wanted: string, fix: string): string {
  if (issue.input === undefined) return new Complaint('is missing', `add ${wanted}`).encode();
  if (issue.input === null) return new Complaint(`is empty, must be ${wanted}`, fix).encode();
  return new Complaint(`must be ${wanted}`, fix).encode();
}

/** A map with known keys; others are errors. Unknown keys carry the known ones as their message (zod-issues.ts). */
export function block<S extends z.core.$ZodLooseShape>(shape: S) {
  const keys = Object.keys(shape);
  const fix = `write its keys: ${keys.slice(0, 8).join(', ')}${keys.length > 8 ? ', …' : ''}`;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? keys.join(' ')
        : complainAboutType(issue, 'a block of keys', fix),
  });
}

/** A list with at least one item, and no more than `most`. */
export function list<T extends z.ZodType>(item: T, example: string, most = 200_000) {
  return z
    .array(item, {
      error: (issue) => complainAboutType(issue, 'a list', `write a list, such as ${example}`),
    })
    .min(1, {
      error: () =>
        new Complaint('the list is empty', `write at least one item, such as ${example}`).encode(),
    })
    .max(most, {
      error: () => new Complaint('the list is too long', `write at most ${most} items`).encode(),
    });
}

/** A list that may be empty, or the word `none`. */
export function anyList<T extends z.ZodType>(item: T, example: string, most = 1000) {
  const fix = `write a list, such as ${example}, or none`;
  const items = z
    .array(item, { error: (issue) => complainAboutType(issue, 'a list', fix) })
    .max(most, {
      error: () => new Complaint('the list is too long', `write at most ${most} items`).encode(),
    });
  const none = z.literal('none', { error: (issue) => complainAboutType(issue, 'a list', fix) });
  return z.union([items, none.transform((): z.output<typeof items> => [])]);
}

/** A block whose other keys depend on one word in it; `whole` writes one out for a value that stands in its place. */
export function variants<
  K extends string,
  T extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(
  key: K,
  options: T,
  names: readonly string[],
  later: readonly string[] = [],
  whole: (value: unknown) => string | null = () => null,
) {
  return z.discriminatedUnion(key, options, {
    error: (issue) => {
      const input: unknown = issue.input;
      const all = `use one of ${names.join(', ')}`;
      if (typeof input !== 'object' || input === null || Array.isArray(input)) {
        const example = whole(input) ?? `{${key}: ${names[0]}, …}`;
        return complainAboutType(issue, `a block with ${key}`, `write ${example}`);
      }
      const word: unknown = Object.entries(input).find(([name]) => name === key)?.[1];
      if (word === undefined) return new Complaint('is missing', all).encode();
      if (typeof word !== 'string') return new Complaint('must be a word', all).encode();
      if (later.includes(word))
        return new Complaint(`${word} is not available in this version`, all).encode();
      return new Complaint('this is not known', suggest(word, [...names, ...later])).encode();
    },
  });
}

/** Either a scalar or a block: which of the two the user meant shows in the value. */
export function scalarOrBlock<A extends z.ZodType, B extends z.ZodType>(
  scalarSchema: A,
  blockSchema: B,
) {
  return z.union([scalarSchema, blockSchema]);
}

/** A feature that is not built yet: only its inert values pass, anything else is refused by the feature's name. */
export function inert(feature: string, values: readonly unknown[], named: InertNames = {}) {
  const shown = JSON.stringify(values[0]).replaceAll('"', '');
  const schema: JsonSchemaPart = {
    description: `${feature}: not available in this version`,
    enum: values,
  };
  return scalar(schema, (value): null | Complaint => {
    const text = JSON.stringify(value);
    if (values.some((allowed) => JSON.stringify(allowed) === text)) return null;
    const fix = `leave it out or write ${shown}`;
    const word = named.key === undefined ? value : wordAt(value, named.key);
    const known = named.names ?? [];
    if (typeof word === 'string' && known.includes(word)) {
      return new Complaint(`${feature} ${word} is not available in this version`, fix);
    }
    if (typeof word === 'string' && known.length > 0) {
      const inertWords = values.map((allowed) =>
        named.key === undefined ? allowed : wordAt(allowed, named.key),
      );
      const words = inertWords.filter((allowed): allowed is string => typeof allowed === 'string');
      if (!words.includes(word))
        return new Complaint(
          `${feature} ${word} is not known`,
          suggest(word, [...words, ...known]),
        );
    }
    return new Complaint(`${feature} is not available in this version`, fix);
  });
}

export interface InertNames {
  /** Where the feature's kind stands when it is a block. */
  readonly key?: string;
  /** Kinds that are planned: refused by name. */
  readonly names?: readonly string[];
}

function wordAt(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

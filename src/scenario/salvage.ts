import type { z } from 'zod';
import { suggest } from './did-you-mean.ts';
import type { Path } from './document/tree.ts';
import type { Reporter } from './reporter.ts';
import { Complaint } from './schema/scalars.ts';

/** A part of the file after its schema: complete, or saved by leaving out what was wrong. */
export interface Salvaged<T> {
  /** Null when nothing could be saved. */
  readonly value: T | null;
  /** Paths inside the part, dotted, that were wrong: rules that depend on them are not asked. */
  readonly wrong: readonly string[];
}

/** Whether one of the dotted paths is, holds, or lies in one of `parts`. */
export function touches(paths: readonly string[], parts: readonly string[]): boolean {
  return paths.some(
    (path) =>
      path === '' ||
      parts.some(
        (part) => path === part || path.startsWith(`${part}.`) || part.startsWith(`${path}.`),
      ),
  );
}

/** Beyond this, the reporter only says that there is more. */
const MAX_REPORTED = 1000;

/** Rounds of leaving out: wrong values first, then the blocks that miss a required key, then their parents. */
const MAX_ROUNDS = 4;

/**
 * Judges `plain` by `schema` and reports all that is wrong. What is wrong is then left out (so that its default
 * applies), to let the rules that do not depend on it find their own issues in the same go.
 */
export function salvage<T>(
  schema: z.ZodType<T>,
  plain: unknown,
  path: Path,
  reporter: Reporter,
): Salvaged<T> {
  const first = schema.safeParse(plain);
  if (first.success) return { value: first.data, wrong: [] };
  const wrong: string[] = [];
  let current = structuredClone(plain);
  let issues = flatten(first.error.issues, plain);
  report(issues, path, reporter);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const bad of issues.flatMap(badPaths)) {
      wrong.push(bad.filter((step) => typeof step === 'string').join('.'));
      current = without(current, bad);
    }
    const next = schema.safeParse(current);
    if (next.success) return { value: next.data, wrong };
    issues = flatten(next.error.issues, current);
  }
  return { value: null, wrong };
}

type FlatIssue = {
  readonly path: Path;
  readonly message: string;
  readonly keys?: readonly string[];
};

/** Issues without unions: of a union's branches, the one that the user's value resembles (scalar first, then block). */
function flatten(issues: readonly z.core.$ZodIssue[], plain: unknown): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
    if (issue.code === 'unrecognized_keys')
      return [{ path, message: issue.message, keys: issue.keys }];
    if (issue.code !== 'invalid_union' || issue.errors.length === 0)
      return [{ path, message: issue.message }];
    const value = valueAt(plain, path);
    const isBlock = typeof value === 'object' && value !== null && !Array.isArray(value);
    const meant = isBlock ? issue.errors.at(-1) : issue.errors.findLast(liesInside);
    const branch = meant ?? issue.errors[0] ?? [];
    return flatten(branch, value).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  });
}

/** The value has the form that this branch asks for, and what is wrong with it is further in: items of a list, say. */
const liesInside = (branch: readonly z.core.$ZodIssue[]) =>
  branch.every(({ path }) => path.length > 0);

function report(issues: readonly FlatIssue[], prefix: Path, reporter: Reporter): void {
  for (const issue of issues.slice(0, MAX_REPORTED)) {
    const path = [...prefix, ...issue.path];
    if (issue.keys !== undefined) {
      const known = issue.message.split(' ');
      for (const key of issue.keys.slice(0, MAX_REPORTED))
        reporter.unknownKey([...path, key], suggest(key, known));
    } else {
      const { message, fix } = Complaint.decode(issue.message);
      reporter.error(path, message, fix);
    }
  }
}

function badPaths(issue: FlatIssue): Path[] {
  if (issue.keys !== undefined) return issue.keys.map((key) => [...issue.path, key]);
  return [issue.path];
}

function valueAt(plain: unknown, path: Path): unknown {
  let value = plain;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  }
  return value;
}

/**
 * Leaves out the value at `path`; a value that is missing already takes its block with it, and an item its whole list.
 * Changes `plain`, which is a private copy. Undefined when the root itself goes.
 */
function without(plain: unknown, path: Path): unknown {
  if (path.length === 0) return undefined;
  const parent = valueAt(plain, path.slice(0, -1));
  const key = String(path.at(-1));
  if (typeof parent !== 'object' || parent === null) return plain;
  if (Array.isArray(parent) || !Object.hasOwn(parent, key))
    return without(plain, path.slice(0, -1));
  Reflect.deleteProperty(parent, key);
  return plain;
}

import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Issue } from '../scenario/issues.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { DefaultUsed, Scenario } from '../scenario/scenario.ts';
import { readTextFile } from './read-text.ts';
import { UserError } from './user-error.ts';

/** A scenario from a file, complete and checked. */
export interface LoadedScenario {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** What was filled in. */
  readonly defaults: readonly DefaultUsed[];
  readonly warnings: readonly Issue[];
  /** Other small files that it names (a model's config.json), with the SHA-256 of their contents. */
  readonly namedFiles: readonly { readonly path: string; readonly sha256: string }[];
}

/** Reads and checks a scenario file. Everything that is wrong with it is one {@link UserError} with all issues. */
export function loadScenario(
  file: string,
  options: { readonly sets?: readonly string[] } = {},
): LoadedScenario {
  const text = readTextFile(file);
  const named = new Map<string, string>();
  const result = parseScenario(text, {
    file,
    folder: dirname(file),
    sets: options.sets ?? [],
    readText: (path) => {
      const content = readTextFile(path);
      named.set(path, createHash('sha256').update(content).digest('hex'));
      return content;
    },
  });
  if (!result.ok) {
    const errors = result.issues.filter((issue) => issue.severity === 'error').length;
    const count = `${errors} ${errors === 1 ? 'issue' : 'issues'}`;
    throw new UserError(`${file}: ${count}`, 'mend the scenario', result.issues, text);
  }
  const { scenario, defaults, warnings } = result;
  const namedFiles = [...named].map(([path, sha256]) => ({ path, sha256 }));
  return { file, scenario, defaults, warnings, namedFiles };
}

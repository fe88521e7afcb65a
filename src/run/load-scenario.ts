import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { readDocument } from '../scenario/document/read-document.ts';
import type { Located } from '../scenario/document/tree.ts';
import { isForecast } from '../scenario/forecast-file/parse.ts';
import type { Issue } from '../scenario/issues.ts';
import { resolveScenario } from '../scenario/parse.ts';
import type { DefaultUsed, Scenario } from '../scenario/scenario.ts';
import { applySets } from '../scenario/sets.ts';
import { isSweep } from '../scenario/sweep-file/parse.ts';
import { readFileStart, readTextFile } from './read-text.ts';
import { UserError } from './user-error.ts';

/** A scenario from a file, complete and checked. */
export interface LoadedScenario {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** What was filled in. */
  readonly defaults: readonly DefaultUsed[];
  readonly warnings: readonly Issue[];
  /** Other files that it names (a model's config.json or GGUF), with the SHA-256 of what was read of them. */
  readonly namedFiles: readonly { readonly path: string; readonly sha256: string }[];
}

/** A scenario file as a tree of located values, before it is judged: a sweep puts other values into it. */
export interface ScenarioTree {
  readonly file: string;
  readonly text: string;
  readonly root: Located;
  /** What reading it and applying `--set` had to say. */
  readonly early: readonly Issue[];
  /** Reads a file that the scenario names, once. */
  readonly readNamed: (path: string) => string;
  /** Reads the header of a GGUF model that the scenario names, once. */
  readonly readHeader: (path: string) => Uint8Array;
}

/** Reads and checks a scenario file. Everything that is wrong with it is one {@link UserError} with all issues. */
export function loadScenario(
  file: string,
  options: { readonly sets?: readonly string[] } = {},
): LoadedScenario {
  return resolveTree(readScenarioTree(file, options.sets));
}

/** Reads a scenario file and applies `--set`. Text that is no YAML is a {@link UserError}. */
export function readScenarioTree(file: string, sets: readonly string[] = []): ScenarioTree {
  const text = readTextFile(file);
  const document = readDocument(text, { file });
  if (!document.ok) throw invalid(file, document.issues, new Map([[file, text]]));
  if (isSweep(document.root)) {
    throw new UserError(`${file} is a sweep, not a scenario`, `run it with tailwatt sweep ${file}`);
  }
  if (isForecast(document.root)) {
    const fix = `ask for it with tailwatt forecast ${file}`;
    throw new UserError(`${file} is a forecast, not a scenario`, fix);
  }
  const { root, issues } = applySets(document.root, sets);
  const contents = new Map<string, string>();
  const readNamed = (path: string) => {
    const content = contents.get(path) ?? readTextFile(path);
    contents.set(path, content);
    return content;
  };
  const headers = new Map<string, Uint8Array>();
  const readHeader = (path: string) => {
    const header = headers.get(path) ?? readFileStart(path);
    headers.set(path, header);
    return header;
  };
  return { file, text, root, early: [...document.warnings, ...issues], readNamed, readHeader };
}

/** Whether a file is a sweep rather than a scenario. A file that cannot be read is a {@link UserError}. */
export function isSweepFile(file: string): boolean {
  const document = readDocument(readTextFile(file), { file });
  return document.ok && isSweep(document.root);
}

/** Whether a file is a forecast. A file that cannot be read is a {@link UserError}. */
export function isForecastFile(file: string): boolean {
  const document = readDocument(readTextFile(file), { file });
  return document.ok && isForecast(document.root);
}

/** Judges and completes a tree; what is wrong is one {@link UserError} with all issues. */
export function resolveTree(tree: ScenarioTree): LoadedScenario {
  const { file, text, root, early } = tree;
  const named = new Map<string, string>();
  const noted =
    <T extends string | Uint8Array>(read: (path: string) => T) =>
    (path: string) => {
      const content = read(path);
      named.set(path, createHash('sha256').update(content).digest('hex'));
      return content;
    };
  const readText = noted(tree.readNamed);
  const readHeader = noted(tree.readHeader);
  const result = resolveScenario(
    root,
    { file, folder: dirname(file), readText, readHeader },
    early,
  );
  if (!result.ok) throw invalid(file, result.issues, new Map([[file, text]]));
  const { scenario, defaults, warnings } = result;
  const namedFiles = [...named].map(([path, sha256]) => ({ path, sha256 }));
  return { file, scenario, defaults, warnings, namedFiles };
}

/** The error of a file with issues. */
export function invalid(
  file: string,
  issues: readonly Issue[],
  texts: ReadonlyMap<string, string>,
): UserError {
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const count = `${errors} ${errors === 1 ? 'issue' : 'issues'}`;
  return new UserError(`${file}: ${count}`, 'mend it and run again', issues, texts);
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { createRun } from '../../src/engine/run.ts';

const root = join(import.meta.dirname, '..', '..');
const entry = 'src/engine/run.ts';
/** Where the rules live: a text to find may stand in any one file of these folders. */
const mutable = /^src\/(engine|kernel|policy\/(?:batching|scheduling))\//;

/** A change of the engine's source: `find` occurs exactly once in it. */
export interface Mutation {
  readonly find: string;
  readonly replace: string;
}

/**
 * Copies of the engine that differ from it by one change of its source text. A copy is the engine's modules as plain
 * JavaScript, in a folder of its own inside node_modules, where libraries resolve and nobody looks for sources.
 */
export class MutantEngines {
  readonly #sources = new Map<string, string>();
  readonly #compiled = new Map<string, string>();
  readonly #folder: string;
  #copies = 0;

  constructor() {
    this.#read(entry);
    const cache = join(root, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(join(cache, 'tailwatt-mutants-'));
  }

  /** Makes the engine with one change, or, without any, a faithful copy. */
  async createRunOf(mutation: Mutation | null): Promise<typeof createRun> {
    const copy = join(this.#folder, String(this.#copies++));
    const changed = mutation === null ? null : this.#fileOf(mutation.find);
    for (const [path, code] of this.#compiled) {
      const target = join(copy, scriptPath(path));
      mkdirSync(dirname(target), { recursive: true });
      if (path !== changed || mutation === null) {
        writeFileSync(target, code);
        continue;
      }
      const source = this.#sources.get(path)!.replace(mutation.find, () => mutation.replace);
      writeFileSync(target, compile(source, path));
    }
    writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
    const url = pathToFileURL(join(copy, scriptPath(entry))).href;
    const module = (await import(/* @vite-ignore */ url)) as { createRun: typeof createRun };
    return module.createRun;
  }

  /** Removes all copies. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Reads and compiles a module and all that it imports. */
  #read(path: string): void {
    if (this.#compiled.has(path)) return;
    const source = readFileSync(join(root, path), 'utf8');
    const code = compile(source, path);
    this.#sources.set(path, source);
    this.#compiled.set(path, code);
    for (const { fileName } of ts.preProcessFile(code).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      this.#read(posix.join(posix.dirname(path), fileName.replace(/\.js$/, '.ts')));
    }
  }

  /** The one file that holds a text once. */
  #fileOf(text: string): string {
    const places = [...this.#sources]
      .filter(([path]) => mutable.test(path))
      .flatMap(([path, source]) => Array<string>(source.split(text).length - 1).fill(path));
    const [place] = places;
    if (place === undefined || places.length > 1) {
      throw new Error(
        `test/differential/rules.ts is out of date: the engine has ${places.length} places, not one, with\n${text}`,
      );
    }
    return place;
  }
}

const scriptPath = (path: string) => path.replace(/\.ts$/, '.js');

function compile(source: string, fileName: string): string {
  return ts.transpileModule(source, {
    fileName,
    reportDiagnostics: false,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}

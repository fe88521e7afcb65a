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

/** A module of the engine: its source, what that compiles to, and where in the code it names other modules of the engine. */
interface Module {
  readonly source: string;
  readonly code: string;
  readonly imports: readonly {
    readonly pos: number;
    readonly end: number;
    readonly path: string;
  }[];
}

/**
 * Copies of the engine that differ from it by one change of its source text. A copy is the engine's modules as plain
 * JavaScript, in a folder inside node_modules, where libraries resolve and nobody looks for sources. A changed copy has
 * its own of the changed module and of those that import it, however far away; it shares the others with all copies.
 */
export class MutantEngines {
  readonly #modules = new Map<string, Module>();
  readonly #folder: string;
  readonly #shared: string;
  #copies = 0;

  constructor() {
    this.#read(entry);
    const cache = join(root, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(join(cache, 'tailwatt-mutants-'));
    writeFileSync(join(this.#folder, 'package.json'), '{ "type": "module" }');
    this.#shared = join(this.#folder, 'shared');
    for (const [path, { code }] of this.#modules) write(join(this.#shared, scriptPath(path)), code);
  }

  /** Makes the engine with one change, or, without any, a faithful copy. */
  async createRunOf(mutation: Mutation | null): Promise<typeof createRun> {
    if (mutation === null) return createRunIn(this.#shared);
    const copy = join(this.#folder, String(this.#copies++));
    const changed = this.#fileOf(mutation.find);
    const own = this.#importersOf(changed);
    for (const path of own) {
      const known = this.#modules.get(path)!;
      const module = path === changed ? changedBy(mutation, known.source, path) : known;
      write(join(copy, scriptPath(path)), this.#linked(module, own));
    }
    return createRunIn(copy);
  }

  /** The module and all from which an import leads to it: the whole engine begins at its entry, so that is among them. */
  #importersOf(changed: string): ReadonlySet<string> {
    const own = new Set([changed]);
    for (let before = 0; before < own.size; ) {
      before = own.size;
      for (const [path, { imports }] of this.#modules) {
        if (imports.some((each) => own.has(each.path))) own.add(path);
      }
    }
    return own;
  }

  /** A copy's module, which takes from the shared folder what the copy has no module of its own for. */
  #linked({ code, imports }: Omit<Module, 'source'>, own: ReadonlySet<string>): string {
    const shared = imports.filter((each) => !own.has(each.path));
    return shared.reduceRight(
      (text, each) =>
        text.slice(0, each.pos) +
        pathToFileURL(join(this.#shared, scriptPath(each.path))).href +
        text.slice(each.end),
      code,
    );
  }

  /** Removes all copies. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Reads and compiles a module and all that it imports. */
  #read(path: string): void {
    if (this.#modules.has(path)) return;
    const source = readFileSync(join(root, path), 'utf8');
    const code = compile(source, path);
    const imports = importsOf(code, path);
    this.#modules.set(path, { source, code, imports });
    for (const each of imports) this.#read(each.path);
  }

  /** The one file that holds a text once. */
  #fileOf(text: string): string {
    const places = [...this.#modules]
      .filter(([path]) => mutable.test(path))

      .flatMap(([path, { source }]) => Array<string>(source.split(text).length - 1).fill(path));
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

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function createRunIn(folder: string): Promise<typeof createRun> {
  const url = pathToFileURL(join(folder, scriptPath(entry))).href;
  const module = (await import(/* @vite-ignore */ url)) as { createRun: typeof createRun };
  return module.createRun;
}

/** A module with one change of its source, of which `find` is a part. */
function changedBy(
  { find, replace }: Mutation,
  source: string,
  path: string,
): Omit<Module, 'source'> {
  const code = compile(
    source.replace(find, () => replace),
    path,
  );
  return { code, imports: importsOf(code, path) };
}

/** Where compiled code names other modules of the engine, between the quotes. */
function importsOf(code: string, path: string): Module['imports'] {
  return ts
    .preProcessFile(code)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName, pos, end }) => ({
      // TypeScript counts from the quote, and to the length of what stands between the quotes.
      pos: pos + 1,
      end: end + 1,
      path: posix.join(posix.dirname(path), fileName.replace(/\.js$/, '.ts')),
    }));
}

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

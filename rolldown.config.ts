import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

/**
 * Bundles the commands, with the libraries that they use: a command that starts reads a few files instead of a thousand,
 * and each command only those with what it needs. The library itself (`tailwatt`, `tailwatt/node`) stays as tsc writes
 * it, one file for each source, for the bundlers of those who use it.
 *
 * All files lie side by side in dist/cli: the worker threads' entry and package.json are found relative to any of them.
 */
export default defineConfig({
  input: { main: 'src/cli/main.ts', worker: 'src/sweep/worker.ts' },
  platform: 'node',
  // parquet-wasm is optional and a binary; piscina starts a file of its own; protobufjs is never loaded.
  external: ['parquet-wasm', 'piscina', 'protobufjs/minimal'],
  transform: { target: 'node20.19' },
  output: {
    dir: 'dist/cli',
    cleanDir: true,
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
  plugins: [licenses(), executable('main.js')],
});

/** Writes the licences of all libraries in the bundle beside it, as most of them ask. */
function licenses(): Plugin {
  return {
    name: 'licenses',
    generateBundle(_, bundle) {
      const packages = Object.values(bundle)
        .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
        .flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
      const notices = [...new Set(packages)].sort().map(notice);
      const head = 'The commands of Tailwatt contain these libraries.\n';
      const source = [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'third-party-licenses.txt', source });
    },
  };
}

/** Name, version and licence of the library in `folder`; its own words where it brings them. */
function notice(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as Record<string, string | undefined>;
  if (license === undefined) throw new Error(`${folder} names no licence`);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const files = readdirSync(folder).sort();
  const words = files.filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).map(read);
  if (words.length === 0) {
    const readme = files.find((file) => /^readme/i.test(file));
    const section = readme === undefined ? null : /^#* *licen[cs]e\b[\s\S]*/im.exec(read(readme));
    if (section === null) throw new Error(`${folder} brings no text of its licence`);
    words.push(section[0]);
  }
  return `${name} ${version} (${license})\n${words.map((text) => `\n${text.trim()}\n`).join('')}`;
}

function executable(file: string): Plugin {
  return {
    name: 'executable',
    writeBundle: ({ dir }) => chmodSync(join(dir ?? '', file), 0o755),
  };
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { afterAll } from 'vitest';

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'tailwatt');

/**
 * One file of JavaScript for a TypeScript module that other threads or processes start: translated once, where a loader
 * would translate the same hundreds of modules for each of them. It believes to lie where the module lies. To be asked
 * for in a `beforeAll`; it is gone after the file's tests.
 */
export async function bundled(module: URL): Promise<URL> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bundle-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'entry.js');
  await build({
    input: fileURLToPath(module),
    platform: 'node',
    external: ['parquet-wasm', 'piscina', 'protobufjs/minimal'],
    transform: { define: { 'import.meta.url': JSON.stringify(module.href) } },
    logLevel: 'warn',
    output: { file, format: 'esm', codeSplitting: false },
  });
  return pathToFileURL(file);
}

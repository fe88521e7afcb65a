import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'tailwatt');

let worker: Promise<string> | null = null;

/**
 * worker.ts as one file of JavaScript, translated as the commands are that people get (rolldown.config.ts). The loader that
 * runs the benchmarks themselves names every function where it is made, which costs more than many of them do. The file is
 * gone when the process exits.
 */
export function bundledWorker(): Promise<string> {
  worker ??= bundle();
  return worker;
}

async function bundle(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'worker.js');
  await build({
    input: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    platform: 'node',
    external: ['parquet-wasm', 'piscina', 'protobufjs/minimal'],
    transform: { target: 'node20.19' },
    logLevel: 'warn',
    output: { file, format: 'esm', codeSplitting: false },
  });
  return file;
}

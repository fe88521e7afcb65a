import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';

/** A table of a results folder, read by a reader that shares no code with the writer. */
export function readTable(folder: string, name: string) {
  return tableFromIPC(readFileSync(join(folder, `${name}.arrow`)));
}

export interface Manifest {
  readonly status: string;
  readonly seed: string;
  readonly scenarioHash: string;
  readonly warnings: readonly string[];
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
}

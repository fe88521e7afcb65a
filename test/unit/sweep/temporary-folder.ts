import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder alone in another: sweeps that lie side by side lend each other what they have finished. */
function make(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'tailwatt-sweep-')), 'sweep');
  mkdirSync(folder);
  return folder;
}
const remove = (folder: string) => rmSync(dirname(folder), { recursive: true, force: true });

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = make();
  onTestFinished(() => remove(folder));
  return folder;
}

/** A folder for all tests of a file; to be asked for at its top. */
export function sharedFolder(): string {
  const folder = make();
  afterAll(() => remove(folder));
  return folder;
}

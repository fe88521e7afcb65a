import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Builds what these tests drive, so that they never test yesterday's code. With `TAILWATT_BUILT` set, whoever starts
 * them has just built it.
 */
export function setup(): void {
  if (process.env['TAILWATT_BUILT'] !== undefined) return;
  execFileSync('npm', ['run', 'build'], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

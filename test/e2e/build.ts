import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds what these tests drive, so that they never test yesterday's code. */
export function setup(): void {
  execFileSync('npm', ['run', 'build'], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

// The last step of the build: makes the command executable, and links it where npx looks first. Without the link, npx
// would pack this folder and build it a second time before its first run.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

chmodSync('dist/cli/main.js', 0o755);
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/tailwatt', { force: true });
try {
  symlinkSync('../../dist/cli/main.js', 'node_modules/.bin/tailwatt');
} catch (error) {
  // a system without symlinks: npx finds the command by itself, only slower
  if (error.code !== 'EPERM') throw error;
}

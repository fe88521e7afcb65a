import { readFileSync } from 'node:fs';

/** The version in package.json. Read here, not from the library, so that --version and --help stay quick. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

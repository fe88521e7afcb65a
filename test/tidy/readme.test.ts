import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandNames } from '../../src/cli/suggest.ts';
import { root } from './sources.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the README', () => {
  it('starts with the two commands that everybody needs', () => {
    const [first, second] = readme.split('```sh\n')[1]?.split('\n') ?? [];
    expect(first).toBe('npm ci && npx tailwatt run scenarios/chatbot-70b.yaml');
    expect(second).toBe('npm ci && npm test');
  });

  it('names only scripts, files and commands that exist', () => {
    const scripts = [...readme.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const files = [...readme.matchAll(/\b(?:scenarios|bench|test|src)\/[\w./-]*\w/g)];
    expect(files.map(([path]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const commands = new Set([...readme.matchAll(/tailwatt ([a-z]+)/g)].map((match) => match[1]));
    for (const name of commandNames) expect(commands).toContain(name);
    const filed = commandNames.filter((name) => name !== 'completion');
    for (const name of filed) expect(existsSync(join(root, `src/cli/${name}.ts`)), name).toBe(true);
  });
});

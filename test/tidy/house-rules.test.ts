import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesMatching, repositoryFiles, root, withoutComments } from './sources.ts';

const sources = repositoryFiles(/^src\/.*\.ts$/);
const code = withoutComments(sources);
const everything = repositoryFiles(/\.(ts|mjs|cjs|json|md|yaml)$|^\.ci\//).filter(
  ({ path }) => path !== 'package-lock.json' && !path.startsWith('test/tidy/'),
);
const pure =
  /^src\/(base|kernel|physics|quality|record|trace|policy|catalog|scenario|compile|summary|engine|arrow)\//;

describe('the house rules', () => {
  it('find the sources at all', () => {
    expect(sources.length).toBeGreaterThan(40);
  });

  it('keep randomness and clocks out of the pure layers', () => {
    const files = code.filter(({ path }) => pure.test(path));
    expect(linesMatching(files, /Math\.random|Date\.now|new Date\(\)|performance\.now/)).toEqual(
      [],
    );
  });

  it('keep Node out of the pure layers', () => {
    const files = code.filter(({ path }) => pure.test(path) || path === 'src/index.ts');
    expect(
      linesMatching(files, /\bBuffer\.from|\bprocess\.(env|argv|stdout|stderr|cwd|exit)/),
    ).toEqual([]);
  });

  it('keep sources under 300 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 301);
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  it('leave no unfinished marks and no test that is passed over', () => {
    const marks =
      /\b(TODO|FIXME|XXX|HACK)\b|not implemented|\b(it|test|describe)\.(skip|todo|only)\b/;
    const files = everything.filter(({ path }) => /^(src|test|bench|scenarios)\//.test(path));
    expect(linesMatching(files, marks)).toEqual([]);
  });

  it('name no path of a machine and no registry', () => {
    const machine = /(^|[\s"'`(=])\/(home|Users|root|work)\/|[A-Za-z]:\\\\Users|registry\.npmjs/;
    expect(linesMatching(everything, machine)).toEqual([]);
  });

  it('have no grab-bags and only kebab-case names', () => {
    const names = sources.map(({ path }) => path);
    expect(names.filter((path) => /\b(utils?|helpers?|manager|misc|common)\b/.test(path))).toEqual(
      [],
    );
    const kebab = /^src(\/[a-z0-9]+(-[a-z0-9]+)*)+(\.d)?\.ts$/;
    expect(names.filter((path) => !kebab.test(path))).toEqual([]);
  });

  it('have no module-level mutable state', () => {
    expect(linesMatching(code, /^(export )?(let|var) /)).toEqual([]);
  });

  it('register every policy and every trace format', () => {
    const forgotten = sources
      .filter(({ path }) => /^src\/policy\/[^/]+\/index\.ts$/.test(path))
      .flatMap(({ path, text }) => {
        const folder = path.replace('index.ts', '');
        return sources
          .filter((file) => file.path.startsWith(folder) && /Definition\b.*= \{$/m.test(file.text))
          .map((file) => file.path.slice(folder.length))
          .filter((name) => name !== 'index.ts' && name !== 'port.ts')
          .filter((name) => !text.includes(`'./${name}'`))
          .map((name) => folder + name);
      });
    expect(forgotten).toEqual([]);
  });
});

describe('the top level of the repository', () => {
  it('holds what the architecture names and no more', () => {
    const allowed =
      /^(package(-lock)?\.json|tsconfig[^/]*\.json|src|scenarios|results|bench|test|README\.md|LICENSE|CHANGELOG\.md|\..*|vitest\.config\.ts|rolldown\.config\.ts|biome\.json|knip\.json)$/;
    const names = new Set(repositoryFiles(/./).map(({ path }) => path.split('/')[0] ?? ''));
    expect([...names].filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('has a licence, a changelog and what package.json points at', () => {
    for (const file of ['LICENSE', 'CHANGELOG.md', 'README.md', '.ci/run', 'results/README.md']) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GroupName, groups } from './groups.ts';
import type { CaseResult } from './measure-case.ts';
import { readReferenceTable, referencePath } from './reference-table.ts';

/**
 * A test per system: one run of the short length, and all its figures. The runs are made in a process of their own:
 * the test runner's module wrappers would make them three times slower.
 */
export function describeGroup(name: GroupName): void {
  const hasTable = readReferenceTable() !== null;
  if (!hasTable) {
    process.stderr.write(
      `SKIPPED: figures of ${name} without an exact formula: no ${referencePath} (set TAILWATT_DATA)\n`,
    );
  }
  describe(`queues: ${name}`, () => {
    let results: readonly CaseResult[] = [];
    beforeAll(async () => {
      const script = fileURLToPath(new URL('print-group.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        new URL('../without-types.js', import.meta.url).href,
        script,
        name,
      ]);
      results = JSON.parse(stdout) as CaseResult[];
    }, 300_000);

    for (const { system, requests, checks } of groups[name]) {
      const known = checks.filter(({ expected }) => hasTable || expected.is !== 'as-simulated');
      if (known.length === 0) continue;
      it(system.name, () => {
        const result = results.find((each) => each.system === system.name);
        expect(result?.accounted).toBe(requests.short);
        expect(result?.figures.length).toBe(known.length);
        for (const { figure, passed, value, halfWidth, expected } of result?.figures ?? []) {
          const found = `${figure} = ${value} ± ${halfWidth}, expected ${expected}`;
          expect(passed, found).toBe(true);
        }
      });
    }
  });
}

import { createHash } from 'node:crypto';
import { canonicalScenario } from '../scenario/canonical.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Identity of what a scenario computes: its canonical form (without name, description, seed and outputs), the contents
 * of the files that it names, and the version of the engine. SHA-256, in hexadecimal.
 */
export function scenarioHash(
  scenario: Scenario,
  namedFiles: readonly { readonly sha256: string }[],
  version: string,
): string {
  const contents = namedFiles.map((file) => file.sha256).sort();
  const identity = [canonicalScenario(scenario), ...contents, version].join('\n');
  return createHash('sha256').update(identity).digest('hex');
}

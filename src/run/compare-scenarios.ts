import { type ScenarioDifference, scenarioDifferences } from '../summary/scenario-differences.ts';
import type { Results } from './read-results.ts';

export interface ComparedScenarios {
  readonly differences: readonly ScenarioDifference[];
  readonly warnings: readonly string[];
}

/**
 * Where the scenarios of two runs, or of two points of sweeps, differ. Scenarios of one version that are written alike and
 * have other hashes name files with other contents, which is a warning.
 */
export function compareScenarios(a: Results, b: Results): ComparedScenarios {
  const differences = scenarioDifferences(a.manifest['scenario'], b.manifest['scenario']);
  const isSame = a.scenarioHash === b.scenarioHash || a.version !== b.version;
  const warnings =
    isSame || differences.length > 0
      ? []
      : ['the scenarios are written alike, but files that they name have other contents'];
  return { differences, warnings };
}

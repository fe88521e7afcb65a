import type { ResultsComparison } from '../summary/comparison.ts';
import { comparePairOfRuns } from './compare-run-results.ts';
import { comparePairOfSweeps } from './compare-sweep-results.ts';
import { bothOf } from './compared-side.ts';
import { readResults } from './read-results.ts';
import { UserError } from './user-error.ts';

/**
 * Compares the results in two folders, B against A: two runs, or two sweeps point by point.
 * What is no results folder, is damaged, or cannot be compared is a {@link UserError}, for both folders at once.
 */
export function compareResults(folderA: string, folderB: string): ResultsComparison {
  const [a, b] = bothOf(
    () => readResults(folderA),
    () => readResults(folderB),
  );
  if (a.kind !== b.kind) {
    throw new UserError(
      `cannot compare ${a.folder} with ${b.folder}: one is a ${a.kind}, the other a ${b.kind}`,
      'name two runs or two sweeps',
    );
  }
  return a.kind === 'sweep' ? comparePairOfSweeps(a, b) : comparePairOfRuns(a, b);
}

import type { ComparedSide } from '../summary/comparison.ts';
import type { Results } from './read-results.ts';
import { UserError } from './user-error.ts';

/** Both results, or one error that says what is wrong with either. */
export function bothOf<T>(readA: () => T, readB: () => T): readonly [T, T] {
  const errors: UserError[] = [];
  const tried = [readA, readB].flatMap((read) => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
      return [];
    }
  });
  const [a, b] = tried;
  const [first, second] = errors;
  if (first !== undefined && second !== undefined && first.message !== second.message) {
    const fixes = [...new Set([first.fix, second.fix])].join('; ');
    throw new UserError(`${first.message}; and ${second.message}`, fixes);
  }
  if (first !== undefined) throw first;
  if (a === undefined || b === undefined) throw new TypeError('both were read');
  return [a, b];
}

export function sideOf(results: Results, replications: number): ComparedSide {
  const { folder, name, seed, version, status, scenarioHash } = results;
  return { folder, name, seed, version, status, scenarioHash, replications };
}

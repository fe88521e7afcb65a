import { join } from 'node:path';
import type { ComparedSweeps } from '../summary/comparison.ts';
import { compareSweeps, matchPoints, type SweptPoint } from '../summary/sweep-comparison.ts';
import { type ComparedScenarios, compareScenarios } from './compare-scenarios.ts';
import { bothOf, sideOf } from './compared-side.ts';
import { type Results, readResults } from './read-results.ts';
import { mostReplications, type ReadSweep, readSweep } from './read-sweep.ts';
import { sweepWarnings } from './sweep-warnings.ts';
import { UserError } from './user-error.ts';

export function comparePairOfSweeps(a: Results, b: Results): ComparedSweeps {
  const [left, right] = bothOf(
    () => readSweep(a),
    () => readSweep(b),
  );
  refuseOthers(left, right);
  const comparison = compareSweeps(left, right);
  if (comparison.matched === 0) {
    throw new UserError(
      `cannot compare ${a.folder} with ${b.folder}: they have no point in common`,
      'compare sweeps of the same axes whose values meet',
    );
  }
  const scenarios = scenariosOf(left, right);
  return {
    kind: 'sweeps',
    a: sideOf(a, mostReplications(left)),
    b: sideOf(b, mostReplications(right)),
    axes: left.axesWithUnits,
    ...comparison,
    scenarioDifferences: scenarios?.differences ?? null,
    warnings: [
      ...sweepWarnings('A', left),
      ...sweepWarnings('B', right),
      ...versions(a, b),
      ...(scenarios?.warnings ?? [unknownDifferences]),
    ],
  };
}

const unknownDifferences =
  'the scenarios of A and B differ, or were resolved by other versions, and no common point has its manifest.json in both to tell in what: a difference may be theirs';

/** At the first common point that tells; null without any. What the axes set is the same there. */
function scenariosOf(a: ReadSweep, b: ReadSweep): ComparedScenarios | null {
  if (a.results.scenarioHash === b.results.scenarioHash) return { differences: [], warnings: [] };
  for (const [left, right] of matchPoints(a, b).pairs) {
    const pointA = resultsAt(a, left);
    const pointB = pointA === null ? null : resultsAt(b, right);
    if (pointA !== null && pointB !== null) return compareScenarios(pointA, pointB);
  }
  return null;
}

/** The folder of a point; null where it does not say what it holds. */
function resultsAt({ results, pointNames }: ReadSweep, { rows }: SweptPoint): Results | null {
  const name = pointNames[rows[0] ?? -1] ?? null;
  if (name === null) return null;
  try {
    return readResults(join(results.folder, 'points', name));
  } catch (error) {
    // None where every replication failed, or where the folder was thinned out.
    if (error instanceof UserError) return null;
    throw error;
  }
}

function refuseOthers(a: ReadSweep, b: ReadSweep): void {
  const [foldersA, foldersB] = [a.results.folder, b.results.folder];
  const problems: string[] = [];
  const differ = (what: string, left: readonly string[], right: readonly string[]) => {
    if ([...left].sort().join('\n') === [...right].sort().join('\n')) return;
    const [onlyA, onlyB] = [
      left.filter((name) => !right.includes(name)),
      right.filter((name) => !left.includes(name)),
    ];
    const shown = [
      ...(onlyA.length > 0 ? [`only A has ${onlyA.join(', ')}`] : []),
      ...(onlyB.length > 0 ? [`only B has ${onlyB.join(', ')}`] : []),
    ];
    problems.push(`they have other ${what} (${shown.join('; ')})`);
  };
  differ('axes', a.axes, b.axes);
  differ('workloads', workloadsOf(a), workloadsOf(b));
  if (problems.length === 0) return;
  throw new UserError(
    `cannot compare ${foldersA} with ${foldersB}: ${problems.join(', and ')}`,
    'compare sweeps over the same paths, of workloads with the same names',
  );
}

function workloadsOf({ results }: ReadSweep): readonly string[] {
  const workloads: unknown = results.manifest['workloads'];
  return Array.isArray(workloads) ? workloads.map(String) : [];
}

function versions(a: Results, b: Results): readonly string[] {
  if (a.version === b.version) return [];
  return [
    `A was made by Tailwatt ${a.version}, B by ${b.version}: a difference may be the simulator's`,
  ];
}

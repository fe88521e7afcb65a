import { copiesReason } from '../summary/copies.ts';
import { type SweptSensitivity, sweepSensitivity } from '../summary/sweep-sensitivity.ts';
import { readResults } from './read-results.ts';
import { mostReplications, readSweep } from './read-sweep.ts';
import { sweepWarnings } from './sweep-warnings.ts';
import { UserError } from './user-error.ts';

/** What a sweep depends on: the document of `compare --sensitivity --json`. */
export interface SensitivityOfSweep {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly design: string;
  /** Points that the table holds, of those of the design. */
  readonly points: number;
  readonly designPoints: number;
  readonly replications: number;
  readonly metrics: readonly SweptSensitivity[];
  readonly warnings: readonly string[];
}

/** Reads a sweep and says which axis matters most; a {@link UserError} for what is no sweep, or has no axis. */
export function sensitivityOfSweep(folder: string): SensitivityOfSweep {
  const results = readResults(folder);
  if (results.kind !== 'sweep') {
    throw new UserError(
      `${folder} holds a run, not a sweep: it has nothing to be sensitive to`,
      'name a folder that `tailwatt sweep` wrote',
    );
  }
  const sweep = readSweep(results);
  if (sweep.axes.length === 0) {
    throw new UserError(`the sweep in ${folder} has no axes`, 'sweep over at least one');
  }
  const design = { kind: sweep.design, numbers: sweep.numbers };
  const metrics = sweepSensitivity(sweep, sweep.axesWithUnits, design);
  return {
    folder,
    name: results.name,
    version: results.version,
    design: sweep.design,
    points: sweep.points.length,
    designPoints: sweep.designPoints,
    replications: mostReplications(sweep),
    metrics,
    warnings: [...sweepWarnings('the sweep', sweep), ...copyWarnings(metrics)],
  };
}

function copyWarnings([metric]: readonly SweptSensitivity[]): readonly string[] {
  const copied = metric?.copied ?? 0;
  if (copied === 0) return [];
  const points = copied === 1 ? '1 point' : `${copied} points`;
  return [
    `the replications of ${points} are copies of each other, and tell no share of chance: ${copiesReason}`,
  ];
}

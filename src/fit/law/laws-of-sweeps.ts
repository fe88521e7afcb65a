import { percent } from '../../report/numbers.ts';
import { readResults } from '../../run/read-results.ts';
import { mostReplications, type ReadSweep, readSweep } from '../../run/read-sweep.ts';
import { sweepWarnings } from '../../run/sweep-warnings.ts';
import { UserError } from '../../run/user-error.ts';
import { leastInWindow } from '../../summary/window-share.ts';
import { splitBlocks } from './block-axes.ts';
import { compareLaws, type LawComparison } from './compare-laws.ts';
import { type JointLaw, jointLaws } from './joint-law.ts';
import { lawOf } from './law.ts';
import { promisesOf, type UnboundedPromise } from './promises.ts';
import { reading } from './reading.ts';
import { type SkippedAxis, seriesOfSweep } from './series-of-sweep.ts';
import { swampedPoints } from './swamped.ts';
import type { SweptLaw } from './swept-law.ts';

export interface FittedSweep {
  readonly sweep: string;
  readonly folder: string;
  readonly version: string;
  readonly scenarioHash: string | null;
  readonly seed: string;
  readonly design: string;
  readonly points: number;
  readonly replications: number;
  /** Axes without a law, and why. */
  readonly skipped: readonly SkippedAxis[];
}

/** The laws of one sweep or several: the document of `law --json`. */
export interface LawsOfSweeps {
  readonly sweeps: readonly FittedSweep[];
  readonly laws: readonly SweptLaw[];
  /** Of designs that move everything at once. */
  readonly joint: readonly JointLaw[];
  /** Laws of one metric and axis beside each other: across words of an axis, and across sweeps. */
  readonly comparisons: readonly LawComparison[];
  /** What laws without bounds say beside those of the cluster as deployed; empty where no axis is `ideal`. */
  readonly promises: readonly UnboundedPromise[];
  readonly warnings: readonly string[];
}

/** Fits the laws of the sweeps in these folders; a {@link UserError} for what is no sweep, and where no axis has a law. */
export function lawsOfSweeps(folders: readonly string[]): LawsOfSweeps {
  const read = folders.map(sweepIn);
  const names = distinctNames(read);
  const found = read.map((sweep, index) => lawsOf(names[index] ?? '', sweep));
  const laws = found.flatMap((each) => each.laws);
  const joint = found.flatMap((each) => each.joint);
  if (laws.length + joint.length === 0) throw noLaw(folders, found);
  return {
    sweeps: found.map(({ sweep }) => sweep),
    laws,
    joint,
    comparisons: compareLaws(laws),
    promises: promisesOf(laws),
    warnings: read.flatMap((sweep, index) => [
      ...sweepWarnings(names[index] ?? 'the sweep', sweep),
      ...overloadWarnings(names[index] ?? '', sweep),
    ]),
  };
}

function sweepIn(folder: string): ReadSweep {
  const results = readResults(folder);
  if (results.kind !== 'sweep') {
    throw new UserError(
      `${folder} holds a run, not a sweep: one point has no law`,
      'sweep over an axis (`tailwatt sweep FILE`), and name the folder that it wrote',
    );
  }
  const sweep = readSweep(results);
  if (sweep.axes.length === 0) {
    throw new UserError(`the sweep in ${folder} has no axes`, 'sweep over at least one');
  }
  return sweep;
}

/** Names of the sweeps, or their folders where two have one name. */
function distinctNames(sweeps: readonly ReadSweep[]): readonly string[] {
  const names = sweeps.map(({ results }) => results.name);
  return new Set(names).size === names.length ? names : sweeps.map(({ results }) => results.folder);
}

function lawsOf(name: string, sweep: ReadSweep) {
  const split = splitBlocks(sweep);
  const { series, skipped } = seriesOfSweep(split);
  const laws = series.flatMap(({ series: own, ...place }): readonly SweptLaw[] => {
    const law = lawOf(own);
    return law === null ? [] : [{ sweep: name, ...place, law, reading: reading(place, law) }];
  });
  const { results, design, points } = sweep;
  const { folder, version, scenarioHash, seed } = results;
  return {
    laws,
    joint: laws.length === 0 ? jointLaws(name, split) : [],
    sweep: {
      sweep: name,
      folder,
      version,
      scenarioHash,
      seed,
      design,
      points: points.length,
      replications: mostReplications(sweep),
      skipped,
    },
  };
}

function noLaw(
  folders: readonly string[],
  found: readonly { readonly sweep: FittedSweep }[],
): UserError {
  const reasons = found.flatMap(({ sweep }) =>
    sweep.skipped.map(({ axis, reason }) => `${axis}: ${reason}`),
  );
  const why = reasons.length > 0 ? reasons.join('; ') : 'no figure has three points';
  return new UserError(
    `no law can be told from ${folders.join(', ')}: ${why}`,
    'sweep three values or more of an axis with numbers, all else equal (design: grid)',
  );
}

function overloadWarnings(name: string, sweep: ReadSweep): readonly string[] {
  const { points, statuses } = sweep;
  const swamped = swampedPoints(sweep).size;
  const left =
    swamped === 0
      ? []
      : [
          `at ${pointsWord(swamped)} of ${name} fewer than ${percent(leastInWindow)} as many requests completed between the end of the warm-up and the end of the arrivals as were measured: laws of joules, money and carbon per request, token or correct answer leave them out`,
        ];
  const overloaded = points.filter(({ rows }) =>
    rows.some((row) => statuses[row] === 'overloaded'),
  ).length;
  if (overloaded === 0) return left;
  const others = swamped === 0 ? 'all other laws hold them' : 'laws of all else hold them';
  return [
    `${pointsWord(overloaded)} of ${name} overloaded: latencies leave them out, ${others}`,
    ...left,
  ];
}

const pointsWord = (count: number) => (count === 1 ? '1 point' : `${count} points`);

import type { ReplicationStatus } from '../record/tables/metrics.ts';
import { areCopies } from './copies.ts';
import { commonRequests, type RequestSeries } from './request-series.ts';

/** The replications of one run. */
export interface ReplicatedFigures {
  readonly seed: string;
  /** Number of each replication, which with the seed says what it draws; one that failed may be missing. */
  readonly numbers: readonly number[];
  readonly statuses: readonly ReplicationStatus[];
  /** By column, one value per replication; NaN where it is null. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Requests of the replication that stands for all ({@link singleNumbers}); null where they were not kept. */
  readonly requests: RequestSeries | null;
}

export type PairingMethod =
  /** Replication i of both has the same seed. */
  | 'paired-replications'
  | 'independent-replications'
  /** One run each, sections of the same requests. */
  | 'paired-sections'
  | 'independent-sections'
  /** One run each, and nothing that tells how much of a difference is chance. */
  | 'none';

export interface Pairing {
  readonly method: PairingMethod;
  readonly reason: string;
  /** Replications of each side that are compared. */
  readonly replications: readonly [a: number, b: number];
  /** Whether the replications of each side are copies of each other (copies.ts). */
  readonly copies: readonly [a: boolean, b: boolean];
}

/** Replications that count: whole ones, or all where none is whole. */
function countedReplications({ statuses }: ReplicatedFigures): readonly number[] {
  const all = [...statuses.keys()];
  const whole = all.filter((i) => statuses[i] !== 'interrupted' && statuses[i] !== 'failed');
  return whole.length > 0 ? whole : all;
}

/** Numbers of the replications that count in both. */
function commonNumbers(a: ReplicatedFigures, b: ReplicatedFigures): readonly number[] {
  const others = new Set(countedReplications(b).map((place) => b.numbers[place]));
  return countedReplications(a).flatMap((place) => {
    const number = a.numbers[place];
    return number !== undefined && others.has(number) ? [number] : [];
  });
}

/** Numbers of the replications that stand for A and B as single runs: the first that both have, else the first of each. */
export function singleNumbers(
  a: ReplicatedFigures,
  b: ReplicatedFigures,
): readonly [a: number, b: number] {
  const [common] = commonNumbers(a, b);
  if (common !== undefined) return [common, common];
  return [commonNumbers(a, a)[0] ?? 0, commonNumbers(b, b)[0] ?? 0];
}

/** Whether the replications that count are copies of each other. */
export function haveCopies(figures: ReplicatedFigures): boolean {
  return areCopies(
    countedReplications(figures).map((index) =>
      [...figures.columns.values()].map((values) => values[index] ?? Number.NaN),
    ),
  );
}

/** How two runs are compared: replication by replication where both have several that are no copies, else as single runs. */
export function pairingOf(a: ReplicatedFigures, b: ReplicatedFigures): Pairing {
  const counts = [countedReplications(a).length, countedReplications(b).length] as const;
  const copies = [haveCopies(a), haveCopies(b)] as const;
  if (Math.min(...counts) >= 2 && copies.includes(false)) {
    return { ...replicationPairing(a, b, counts), copies };
  }
  return { ...sectionPairing(a, b, copies.includes(true)), replications: [1, 1], copies };
}

type PairedHow = Pick<Pairing, 'method' | 'reason'>;

/** How single runs are compared: copies of one count as one. */
function sectionPairing(a: ReplicatedFigures, b: ReplicatedFigures, areCopied: boolean): PairedHow {
  const each = areCopied ? 'one run each, since copies count once' : 'one run each';
  if (a.requests === null || b.requests === null) {
    const reason = `${each}, and requests.arrow was not kept by both: nothing tells how much of a difference is chance`;
    return { method: 'none', reason };
  }
  const common = commonRequests(a.requests, b.requests);
  if (common === 'none') {
    const [left, right] = singleNumbers(a, b);
    const numbers = left === right ? '' : `: the replications are ${left} and ${right}`;
    const why = a.seed === b.seed ? numbers : `: the seeds are ${a.seed} and ${b.seed}`;
    return { method: 'independent-sections', reason: `${each}, of different requests${why}` };
  }
  const when = common === 'same-instants' ? 'at the same instants' : 'at other instants';
  return { method: 'paired-sections', reason: `${each}, of the same requests ${when}` };
}

function replicationPairing(
  a: ReplicatedFigures,
  b: ReplicatedFigures,
  counts: readonly [number, number],
): Omit<Pairing, 'copies'> {
  if (a.seed !== b.seed) {
    const reason = `the seeds are ${a.seed} and ${b.seed}, so the replications have nothing in common`;
    return { method: 'independent-replications', reason, replications: counts };
  }
  const count = commonNumbers(a, b).length;
  if (count < 2) {
    const shared = count === 0 ? 'no replication' : 'one replication only';
    const reason = `both have the seed ${a.seed}, but ${shared} in common`;
    return { method: 'independent-replications', reason, replications: counts };
  }
  const left = counts.every((each) => each === count)
    ? ''
    : `; the ${count} that both have are compared`;
  const reason = `both have the seed ${a.seed}, so replication i of both draws the same random numbers${left}`;
  return { method: 'paired-replications', reason, replications: [count, count] };
}

/** Places of the replications of each side that are compared; of paired ones, pair by pair. */
export function comparedPlaces(
  { method }: Pairing,
  a: ReplicatedFigures,
  b: ReplicatedFigures,
): readonly [a: readonly number[], b: readonly number[]] {
  if (method === 'independent-replications') {
    return [countedReplications(a), countedReplications(b)];
  }
  const placesOf = ({ numbers }: ReplicatedFigures, wanted: readonly number[]) =>
    wanted.map((number) => numbers.indexOf(number));
  if (method === 'paired-replications') {
    const common = commonNumbers(a, b);
    return [placesOf(a, common), placesOf(b, common)];
  }
  const [left, right] = singleNumbers(a, b);
  return [placesOf(a, [left]), placesOf(b, [right])];
}

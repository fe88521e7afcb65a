import { requestSeries } from '../arrow/read-requests.ts';
import type { ReplicationStatus } from '../record/tables/metrics.ts';
import type { ComparedRuns } from '../summary/comparison.ts';
import { copiesReason } from '../summary/copies.ts';
import {
  haveCopies,
  type Pairing,
  type ReplicatedFigures,
  singleNumbers,
} from '../summary/pairing.ts';
import { compareRuns } from '../summary/run-comparison.ts';
import { compareScenarios } from './compare-scenarios.ts';
import { bothOf, sideOf } from './compared-side.ts';
import { hasTable, type Results, readTable } from './read-results.ts';
import { UserError } from './user-error.ts';

export function comparePairOfRuns(a: Results, b: Results): ComparedRuns {
  refuseOtherWorkloads(a, b);
  const [left, right] = bothOf(
    () => replicatedFigures(a),
    () => replicatedFigures(b),
  );
  // Requests are read where a single run, or copies of one, have nothing else to tell chance from difference.
  const isSingle =
    Math.min(left.statuses.length, right.statuses.length) === 1 ||
    (haveCopies(left) && haveCopies(right));
  const [numberA, numberB] = singleNumbers(left, right);
  const [withRequestsA, withRequestsB] = isSingle
    ? bothOf(
        () => withRequests(a, left, numberA),
        () => withRequests(b, right, numberB),
      )
    : [left, right];
  const comparison = compareRuns(withRequestsA, withRequestsB);
  const scenarios = compareScenarios(a, b);
  return {
    kind: 'runs',
    a: sideOf(a, left.statuses.length),
    b: sideOf(b, right.statuses.length),
    scenarioDifferences: scenarios.differences,
    ...comparison,
    warnings: [
      ...versionWarnings(a, b),
      ...scenarios.warnings,
      ...statusWarnings('A', left),
      ...statusWarnings('B', right),
      ...columnWarnings(left, right),
      ...pairingWarnings(comparison.pairing, left, right),
    ],
  };
}

function refuseOtherWorkloads(a: Results, b: Results): void {
  const [left, right] = bothOf(
    () => workloadsOf(a),
    () => workloadsOf(b),
  );
  if (left.join('\n') === right.join('\n')) return;
  throw new UserError(
    `cannot compare ${a.folder} with ${b.folder}: they have other workloads (${left.join(', ')}; ${right.join(', ')})`,
    'compare runs whose workloads have the same names',
  );
}

function workloadsOf({ folder, manifest }: Results): readonly string[] {
  const scenario = manifest['scenario'] as { readonly workloads?: unknown } | undefined;
  const workloads: unknown = scenario?.workloads;
  const names = (Array.isArray(workloads) ? workloads : []).map(
    (workload: unknown) => (workload as { readonly name?: unknown } | null)?.name,
  );
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw new UserError(
      `cannot read the results in ${folder}: its manifest.json holds no scenario with workloads`,
      'run it again, or name another folder',
    );
  }
  return names.map(String).sort();
}

function replicatedFigures(results: Results): ReplicatedFigures {
  const table = readTable(results, 'replications');
  if (table.rows === 0) {
    throw new UserError(
      `cannot compare ${results.folder}: it holds no replication`,
      'run it to its end',
    );
  }
  const names = table.columnNames.filter((name) => name !== 'replication' && name !== 'status');
  return {
    seed: results.seed,
    numbers: [...table.numbers('replication')],
    statuses: table.strings('status') as ReplicationStatus[],
    columns: new Map(names.map((name) => [name, table.numbers(name)])),
    requests: null,
  };
}

/** With the requests of a replication: of a run, or of a sweep's point, whose tables lie in a folder per replication. */
function withRequests(
  results: Results,
  figures: ReplicatedFigures,
  replication: number,
): ReplicatedFigures {
  if (hasTable(results, 'requests')) {
    return { ...figures, requests: requestSeries(readTable(results, 'requests'), replication) };
  }
  const ofPoint = `replication-${replication}/requests`;
  if (!hasTable(results, ofPoint)) return figures;
  // It holds this replication alone.
  return { ...figures, requests: requestSeries(readTable(results, ofPoint)) };
}

function versionWarnings(a: Results, b: Results): readonly string[] {
  if (a.version === b.version) return [];
  return [
    `A was made by Tailwatt ${a.version}, B by ${b.version}: a difference may be the simulator's`,
  ];
}

function statusWarnings(side: 'A' | 'B', { statuses }: ReplicatedFigures): readonly string[] {
  const of = (status: ReplicationStatus) => statuses.filter((each) => each === status).length;
  const where = (count: number) =>
    statuses.length === 1 ? '' : ` in ${count} of ${statuses.length} replications`;
  const warnings: string[] = [];
  const overloaded = of('overloaded');
  if (overloaded > 0) {
    warnings.push(
      `${side} is overloaded${where(overloaded)}: its latency grows with the length of the run, and says nothing of a steady state`,
    );
  }
  const interrupted = of('interrupted');
  if (interrupted === statuses.length) {
    warnings.push(`${side} was interrupted: its figures cover the run up to that instant`);
  } else if (interrupted > 0) {
    warnings.push(`${side} was interrupted: its last replication is left out`);
  }
  return warnings;
}

/** Columns that one version has and the other has not. */
function columnWarnings(a: ReplicatedFigures, b: ReplicatedFigures): readonly string[] {
  const only = (of: ReplicatedFigures, other: ReplicatedFigures) =>
    [...of.columns.keys()].filter((name) => !other.columns.has(name));
  const [left, right] = [only(a, b), only(b, a)];
  return [
    ...(left.length > 0 ? [`only A has ${left.join(', ')}`] : []),
    ...(right.length > 0 ? [`only B has ${right.join(', ')}`] : []),
  ];
}

function pairingWarnings(
  { method, copies }: Pairing,
  a: ReplicatedFigures,
  b: ReplicatedFigures,
): readonly string[] {
  const warnings: string[] = [];
  const sides = [
    { side: 'A', of: a, areCopies: copies[0] },
    { side: 'B', of: b, areCopies: copies[1] },
  ];
  for (const { side, of, areCopies } of sides) {
    if (!areCopies) continue;
    warnings.push(
      `the ${of.statuses.length} replications of ${side} are copies of each other: ${copiesReason}`,
    );
  }
  const single = sides.find(({ of }) => of.statuses.length === 1);
  const repeated = sides.find(({ of, areCopies }) => of.statuses.length > 1 && !areCopies);
  if (!method.endsWith('replications') && single !== undefined && repeated !== undefined) {
    const [number] = singleNumbers(repeated.of, single.of);
    const which = number === 0 ? 'the first replication' : `replication ${number}`;
    warnings.push(
      `${single.side} is a single run, so only ${which} of ${repeated.side} is compared with it`,
    );
  }
  if (method.endsWith('sections')) {
    const better = copies.includes(true)
      ? ''
      : '; `run --replications 10` of both gives better ones';
    warnings.push(
      `intervals from one run each are rough: in a busy system those of the 99th percentile cover the truth less often than they say, and rates and energies have none${better}`,
    );
  }
  return warnings;
}

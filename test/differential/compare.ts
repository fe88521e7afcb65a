import { outcomes } from '../../src/record/outcome.ts';
import type { RunTotals } from '../../src/record/totals.ts';
import type { PlainResult, ReplicaTotals, ResultRow, RunResult } from './records.ts';

/** How close two runs of one case must be. */
export interface Tolerance {
  /** Times equal to the bit: no arithmetic of the case rounds. */
  readonly exactTimes: boolean;
  /** Joules and the few figures that divide equal to the bit, too, and rows in the same places: the same formulas. */
  readonly exactAll: boolean;
}

/** Two engines that share no formulas. */
export const close: Tolerance = { exactTimes: false, exactAll: false };
/** Two engines that share no formulas, on times that are exact in binary. */
export const exactTimes: Tolerance = { exactTimes: true, exactAll: false };
/** One engine in two ways of cutting its time. */
export const identical: Tolerance = { exactTimes: true, exactAll: true };

/** Times and joules agree within this share; what is smaller than a second or a joule, within this much of it. */
const relative = 1e-9;

/** Fields that no tolerance loosens. */
const counted = [
  'question',
  'tries',
  'workload',
  'tenant',
  'priority',
  'measured',
  'outcome',
  'replica',
  'promptTokens',
  'outputTokens',
  'intendedOutputTokens',
  'maxTokens',
  'preemptions',
  'sloMet',
  'cachedTokens',
] as const satisfies readonly (keyof ResultRow)[];

const timed = [
  'arrivalSeconds',
  'firstTokenSeconds',
  'completionSeconds',
  'ttftSeconds',
  'tpotSeconds',
  'e2eSeconds',
  'worstGapSeconds',
  'hostSeconds',
  'queueSeconds',
  'prefillSeconds',
  'decodeSeconds',
  'preemptedSeconds',
  'transferSeconds',
] as const satisfies readonly (keyof ResultRow)[];

const replicaCounted = ['steps', 'preemptions', 'outputTokens'] as const;
const replicaJoules = ['prefillJoules', 'decodeJoules', 'idleJoules', 'peakWatts'] as const;

/** The first difference between two runs of one case, readably; null when they agree. */
export function firstDifference(
  expected: RunResult,
  actual: RunResult,
  tolerance: Tolerance,
): string | null {
  return (
    rowDifference(expected.rows, actual.rows, tolerance) ??
    orderDifference(expected.rows, actual.rows, tolerance) ??
    replicaDifference(expected.replicas, actual.replicas, tolerance) ??
    gapDifference(expected, actual, tolerance) ??
    (agrees(expected.endSeconds, actual.endSeconds, tolerance.exactTimes)
      ? null
      : `the run ends at ${actual.endSeconds}, expected ${expected.endSeconds}`)
  );
}

/** The first sum over a run that does not follow from what should have been recorded; null when all do. */
export function totalsDifference(expected: PlainResult, totals: RunTotals): string | null {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const idle = sum(expected.replicas.map((replica) => replica.idleJoules));
  const ofCopies = sum(expected.copies.map(({ joules }) => joules));
  const attributed = ofCopies + sum(expected.rows.map((row) => row.acceleratorJoules));
  const lost = sum(expected.copies.map((copy) => copy.preemptions));
  const { wholeRun } = totals;
  const sums: [string, number, number][] = [
    ['idleJoules', idle, wholeRun.idleJoules],
    ['attributedJoules', attributed, wholeRun.attributedJoules],
    ['totalJoules', attributed + idle, wholeRun.totalJoules],
    ['preemptions', lost + sum(expected.rows.map((row) => row.preemptions)), totals.preemptions],
    ['joules of copies', ofCopies, totals.copies?.joules ?? 0],
  ];
  for (const [workload, counts] of totals.outcomes.entries()) {
    const rows = expected.rows.filter((row) => row.workload === workload);
    const measured = rows.filter((row) => row.measured).length;
    sums.push([`measured of workload ${workload}`, measured, totals.measured[workload] ?? 0]);
    for (const [code, outcome] of outcomes.entries()) {
      const count = rows.filter((row) => row.outcome === outcome).length;
      sums.push([`${outcome} of workload ${workload}`, count, counts[code] ?? 0]);
    }
  }
  const wrong = sums.find(([, expectedSum, found]) => !agrees(expectedSum, found, false));
  return wrong === undefined
    ? null
    : `totals: ${wrong[0]}: expected ${wrong[1]}, found ${wrong[2]}`;
}

function agrees(expected: number, actual: number, exact: boolean): boolean {
  if (Object.is(expected, actual) || expected === actual) return true;
  if (exact) return false;
  return (
    Math.abs(expected - actual) <= relative * Math.max(1, Math.abs(expected), Math.abs(actual))
  );
}

/** Rows request by request, from the first that ended on. */
function rowDifference(
  expected: readonly ResultRow[],
  actual: readonly ResultRow[],
  tolerance: Tolerance,
): string | null {
  if (expected.length !== actual.length) {
    return `${expected.length} rows expected, ${actual.length} found`;
  }
  const found = new Map(actual.map((row) => [row.request, row]));
  for (const row of expected) {
    const other = found.get(row.request);
    if (other === undefined) return `request ${row.request} has no row`;
    const fields = [
      ...counted.filter((field) => !Object.is(row[field], other[field])),
      ...timed.filter((field) => !agrees(row[field], other[field], tolerance.exactTimes)),
      ...(agrees(row.acceleratorJoules, other.acceleratorJoules, tolerance.exactAll)
        ? []
        : (['acceleratorJoules'] as const)),
    ];
    if (fields.length > 0) return describe(row, other, fields);
  }
  return null;
}

function describe(
  expected: ResultRow,
  actual: ResultRow,
  fields: readonly (keyof ResultRow)[],
): string {
  const lines = fields.map(
    (field) => `  ${field}: expected ${expected[field]}, found ${actual[field]}`,
  );
  const { request, arrivalSeconds, promptTokens, intendedOutputTokens } = expected;
  return [
    `request ${request} (arrives at ${arrivalSeconds}, ${promptTokens} + ${intendedOutputTokens} tokens):`,
    ...lines,
    `  whole row expected ${JSON.stringify(expected)}`,
    `  whole row found    ${JSON.stringify(actual)}`,
  ].join('\n');
}

/** Rows stand in order of (end, request); rounding may swap ends that are one instant, unless times are exact. */
function orderDifference(
  expected: readonly ResultRow[],
  actual: readonly ResultRow[],
  tolerance: Tolerance,
): string | null {
  const endOf = (row: ResultRow) =>
    Number.isNaN(row.completionSeconds) ? Infinity : row.completionSeconds;
  for (const [i, row] of actual.entries()) {
    const next = actual[i + 1];
    const ahead = next === undefined ? -1 : endOf(next) - endOf(row);
    if (
      next !== undefined &&
      (ahead < 0 || (endOf(next) === endOf(row) && next.request < row.request))
    ) {
      return `request ${next.request} (end ${endOf(next)}) stands behind ${row.request} (end ${endOf(row)})`;
    }
    const other = expected[i]!;
    if (other.request === row.request) continue;
    if (tolerance.exactTimes || !agrees(endOf(other), endOf(row), false)) {
      return `row ${i}: request ${other.request} expected, ${row.request} found`;
    }
  }
  return null;
}

function replicaDifference(
  expected: readonly ReplicaTotals[],
  actual: readonly ReplicaTotals[],
  tolerance: Tolerance,
): string | null {
  if (expected.length !== actual.length) {
    return `${expected.length} replicas expected, ${actual.length} found`;
  }
  for (const totals of expected) {
    const other = actual.find(({ replica }) => replica === totals.replica);
    if (other === undefined) return `replica ${totals.replica} has no row`;
    const fields: (keyof ReplicaTotals)[] = [
      ...replicaCounted.filter((field) => totals[field] !== other[field]),
      ...replicaJoules.filter((field) => !agrees(totals[field], other[field], tolerance.exactAll)),
      ...(agrees(totals.busySeconds, other.busySeconds, tolerance.exactTimes)
        ? []
        : (['busySeconds'] as const)),
    ];
    if (fields.length > 0) {
      const values = fields.map((f) => `${f}: expected ${totals[f]}, found ${other[f]}`);
      return `replica ${totals.replica}: ${values.join('; ')}`;
    }
  }
  return null;
}

function gapDifference(
  expected: RunResult,
  actual: RunResult,
  tolerance: Tolerance,
): string | null {
  for (const [workload, gaps] of expected.gaps.entries()) {
    const others = actual.gaps[workload] ?? [];
    if (gaps.length !== others.length) {
      return `workload ${workload}: ${gaps.length} gaps between tokens expected, ${others.length} found`;
    }
    const i = gaps.findIndex((gap, j) => !agrees(gap, others[j]!, tolerance.exactTimes));
    if (i >= 0) {
      return `workload ${workload}: gap ${i} of ${gaps.length} in order of size: expected ${gaps[i]}, found ${others[i]}`;
    }
  }
  return null;
}

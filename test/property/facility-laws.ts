import { expect } from 'vitest';
import type { FacilityTotals } from '../../src/record/facility-totals.ts';
import { type Law, sum } from './laws.ts';

function expectClose(actual: number, expected: number, what: string): void {
  // where no price of a node is known
  if (Number.isNaN(actual) && Number.isNaN(expected)) return;
  const scale = Math.max(1e-9, Math.abs(actual), Math.abs(expected));
  expect(
    Math.abs(actual - expected) / scale,
    `${what}: ${actual}, expected ${expected}`,
  ).toBeLessThan(1e-9);
}

/**
 * Energy of a run with a facility, at each boundary: accelerators ≤ IT ≤ facility; meters agree with replicas, with the
 * time series and with what requests were charged; facility = IT + cooling + losses, money and carbon follow it.
 */
export const facilityAccounts: Law = (run, { facility, pools }) => {
  const { totals, rows, replicas, timeseries } = run;
  expect(totals.facility === undefined).toBe(facility === undefined);
  if (facility === undefined || totals.facility === undefined) return;
  const { wholeRun, charged } = totals.facility;
  const atReplicas = sum(
    replicas,
    ({ prefillJoules, decodeJoules, idleJoules }) => prefillJoules + decodeJoules + idleJoules,
  );
  expectClose(wholeRun.acceleratorJoules, atReplicas, 'accelerator joules');
  for (const totalled of [wholeRun, totals.window.facility!]) expectOrdered(totalled);
  const seconds = (row: (typeof timeseries)[number]) => row.endSeconds - row.startSeconds;
  const inSeries = sum(timeseries, (row) => row.facility!.itWatts * seconds(row));
  const atSite = sum(timeseries, (row) => row.facility!.facilityWatts * seconds(row));
  expectClose(inSeries, timeseries.length > 0 ? wholeRun.itJoules : 0, 'it_watts');
  const site = timeseries.length > 0 ? wholeRun.facilityJoules * pools.length : 0;
  expectClose(atSite, site, 'facility_watts');
  for (const key of ['itJoules', 'facilityJoules', 'usd', 'grams'] as const) {
    expectClose(
      sum(rows, (row) => row[key]!),
      charged[key],
      `${key} of requests`,
    );
  }
  for (const row of rows) {
    expect(row.itJoules).toBeGreaterThanOrEqual(row.acceleratorJoules);
    expect(row.facilityJoules).toBeGreaterThanOrEqual(row.itJoules!);
  }
};

function expectOrdered(totals: FacilityTotals): void {
  const { acceleratorJoules, computeJoules, itJoules, facilityJoules } = totals;
  const ordered = [0, acceleratorJoules, computeJoules, itJoules, facilityJoules];
  for (const [i, joules] of ordered.slice(1).entries()) {
    expect(joules).toBeGreaterThanOrEqual(ordered[i]! * (1 - 1e-9) - 1e-9);
  }
  const { coolingJoules, lossJoules } = totals;
  expectClose(facilityJoules, itJoules + coolingJoules + lossJoules, 'facility joules');
  expectClose(
    sum(totals.poolItJoules, (joules) => joules),
    itJoules,
    'IT joules of the pools',
  );
}

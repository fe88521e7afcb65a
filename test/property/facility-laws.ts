import { expect } from 'vitest';
import type { FacilityTotals } from '../../src/record/facility-totals.ts';
import type { PremisesSums } from '../../src/record/premises-rows.ts';
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
export const facilityAccounts: Law = (run, { facility, sites, pools }) => {
  const { totals, rows, replicas, timeseries } = run;
  expect(totals.facility === undefined).toBe(facility === undefined);
  if (facility === undefined || totals.facility === undefined) return;
  const { wholeRun, charged } = totals.facility;
  const atReplicas = sum(
    replicas,
    ({ prefillJoules, decodeJoules, idleJoules, leakedJoules = 0 }) =>
      prefillJoules + decodeJoules + idleJoules + leakedJoules,
  );
  expectClose(wholeRun.acceleratorJoules, atReplicas, 'accelerator joules');
  for (const totalled of [wholeRun, totals.window.facility!]) expectOrdered(totalled);
  const seconds = (row: (typeof timeseries)[number]) => row.endSeconds - row.startSeconds;
  const inSeries = sum(timeseries, (row) => row.facility!.itWatts * seconds(row));
  const atSite = sum(timeseries, (row) => row.facility!.facilityWatts * seconds(row));
  expectClose(inSeries, timeseries.length > 0 ? wholeRun.itJoules : 0, 'it_watts');
  const { sites: apart } = wholeRun;
  expect(apart?.length).toBe(sites?.names.length);
  const around = (pool: number) => apart?.[sites!.ofPool[pool]!] ?? wholeRun;
  const site = sum([...pools.keys()], (pool) => around(pool).facilityJoules);
  expectClose(atSite, timeseries.length > 0 ? site : 0, 'facility_watts');
  for (const totalled of [wholeRun, totals.window.facility!]) expectSitesSum(totalled);
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

/** Whatever the sites took, emitted and cost is what all did. */
function expectSitesSum({ sites, poolItJoules, heldJoules, ...whole }: FacilityTotals): void {
  if (sites === undefined) return;
  for (const site of sites) expectOrdered(site);
  for (const [key, value] of Object.entries(whole)) {
    const all = sum(sites, (site) => site[key as keyof typeof whole]);
    expectClose(all, value, `${key} of sites`);
  }
  const own = sum(sites, (site) => sum(site.poolItJoules, (joules) => joules));
  expectClose(
    own,
    sum(poolItJoules, (joules) => joules),
    'IT joules of pools',
  );
  for (const [pool, held] of heldJoules.entries()) {
    const apart = sum(sites, (site) => site.heldJoules[pool]!);
    expectClose(apart, held, 'heat that halls hold');
  }
}

/** Whatever racks, nodes, replicas and the facility's meters sum up is the same; no peak is below its mean. */
export const premisesAccounts: Law = (run, { facility, pools }) => {
  const { nodes, racks, replicas, totals } = run;
  expect(nodes.length > 0).toBe(facility !== undefined);
  if (facility === undefined || totals.facility === undefined) return;
  const { wholeRun } = totals.facility;
  const overChips = (of: 'busySeconds' | 'throttledSeconds') => (row: PremisesSums) =>
    row.accelerators * row[of];
  const parts = ['prefillJoules', 'decodeJoules', 'idleJoules', 'leakedJoules', 'accelerators'];
  for (const part of parts as ('idleJoules' | 'leakedJoules')[]) {
    const all = sum(replicas, (row) => row[part] ?? 0);
    expectClose(
      sum(nodes, (row) => row[part]),
      all,
      `${part} of nodes`,
    );
  }
  const busy = sum(replicas, (row) => row.accelerators * row.busySeconds);
  expectClose(sum(nodes, overChips('busySeconds')), busy, 'busy seconds of nodes');
  const slow = sum(replicas, (row) => row.accelerators * (row.boards?.throttledSeconds ?? 0));
  expectClose(sum(nodes, overChips('throttledSeconds')), slow, 'throttled seconds of nodes');
  const outside = sum(nodes, (row) => row.networkJoules);
  expectClose(outside, totals.network?.joules ?? 0, 'network joules of nodes');
  expectClose(sum(nodes, itJoulesOf) + outside, wholeRun.itJoules, 'IT joules of nodes');
  const { coolingJoules, lossJoules } = wholeRun;
  for (const [part, all] of Object.entries({ coolingJoules, lossJoules })) {
    const ofNodes = sum(nodes, (row) => row[part as 'coolingJoules' | 'lossJoules']);
    expectClose(ofNodes, all, `${part} of nodes`);
  }
  for (const rack of racks) {
    const own = nodes.filter((node) => node.rack === rack.rack);
    expect(own).toHaveLength(rack.nodes);
    expect(rack.nodes).toBeLessThanOrEqual(facility.pools[rack.pool]!.nodesPerRack);
    expectClose(itJoulesOf(rack), sum(own, itJoulesOf), 'IT joules of a rack');
    const network = sum(own, (row) => row.networkJoules);
    expectClose(rack.networkJoules, network, 'network joules of a rack');
    const seconds = overChips('busySeconds');
    expectClose(seconds(rack), sum(own, seconds), 'busy seconds of a rack');
    expect(rack.peakWatts).toBeLessThanOrEqual(sum(own, (row) => row.peakWatts) * (1 + 1e-9));
    const above = rack.peakWatts > rack.limitWatts * (1 + 1e-9);
    expect(rack.overshootJoules > 0).toBe(above);
  }
  expect(sum(racks, (rack) => rack.nodes)).toBe(nodes.length);
  expect(nodes.map(({ pool }) => pool)).toEqual([...nodes.map(({ pool }) => pool)].sort());
  expect(pools[racks.at(-1)!.pool]).toBeDefined();
  for (const row of [...nodes, ...racks]) {
    const most = row.peakWatts * totals.simulatedSeconds;
    expect(most).toBeGreaterThanOrEqual(itJoulesOf(row) * (1 - 1e-9));
  }
};

const itJoulesOf = (row: PremisesSums) =>
  row.prefillJoules +
  row.decodeJoules +
  row.idleJoules +
  row.leakedJoules +
  row.hostJoules +
  row.supplyJoules;

/** What boards were held to, and how hot chips became: the same of time series, replicas and totals. */
export const boardsAgree: Law = (run, { pools }) => {
  const { timeseries, replicas, totals } = run;
  for (const { boards } of timeseries)
    expect(boards === undefined).toBe(totals.power === undefined);
  if (totals.power === undefined) return;
  const slowed = sum(replicas, ({ boards }) => boards!.throttledSeconds);
  const atBoards = sum(totals.power.slowedSeconds, (each) => each);
  expectClose(slowed, atBoards, 'throttled seconds of replicas');
  if (timeseries.length === 0) return;
  const inSeries = sum(timeseries, ({ boards }) => boards!.throttledSeconds);
  expectClose(inSeries, slowed, 'throttled seconds of the time series');
  for (const { boards } of timeseries) {
    expect(boards!.clock).toBeGreaterThan(0);
    expect(boards!.clock).toBeLessThanOrEqual(1 + 1e-9);
  }
  for (const pool of pools.keys()) {
    const of = (rows: readonly { pool: number; boards?: { hottestCelsius: number } }[]) =>
      Math.max(...rows.filter((row) => row.pool === pool).map((row) => row.boards!.hottestCelsius));
    // a reading may find them warmer than any change of what they draw did
    const isFollowed = pools[pool]!.cooling !== undefined;
    if (isFollowed) expect(of(timeseries)).toBeGreaterThanOrEqual(of(replicas));
    expect(Number.isNaN(of(replicas))).toBe(!isFollowed);
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

import type { LinkRow } from './link-row.ts';
import type { ReplicaRow, TimeseriesRow } from './port.ts';
import type { PremisesSums } from './premises-rows.ts';
import { linkKinds } from './recorded-scenario.ts';

/** What pools with watched boards have more. */
export function boardsOf({ boards }: Readonly<TimeseriesRow>): number[] {
  return boards === undefined ? [] : [boards.hottestCelsius, boards.clock, boards.throttledSeconds];
}

/** What nodes and racks have in common, in the order of their columns. */
export function sumsOf(row: PremisesSums): number[] {
  return [
    row.accelerators,
    row.busySeconds,
    row.throttledSeconds,
    row.prefillJoules,
    row.decodeJoules,
    row.idleJoules,
    row.hostJoules,
    row.supplyJoules,
    row.coolingJoules,
    row.lossJoules,
    row.peakWatts,
  ];
}

/** What pools on premises have more. */
export function accountsOf({ facility }: Readonly<TimeseriesRow>): number[] {
  if (facility === undefined) return [];
  const { itWatts, facilityWatts, pue, tue, litresPerKwh, gramsPerKwh, usdPerKwh } = facility;
  return [itWatts, facilityWatts, pue, tue, litresPerKwh, gramsPerKwh, usdPerKwh];
}

/** What replicas have more where adapters may lie in storage. */
export function adapterLoadsOf({ adapters }: Readonly<ReplicaRow>): number[] {
  if (adapters === undefined) return [];
  return [adapters.loads, adapters.storageLoads, adapters.loadingSeconds];
}

/** A link's figures, in the order of their columns. */
export function valuesOfLink(row: LinkRow): number[] {
  return [
    row.link,
    row.link,
    linkKinds.indexOf(row.kind),
    row.bytesPerSecond,
    row.bytes,
    row.busySeconds,
    row.fullSeconds,
    row.utilization,
    row.exchangeBytes,
    row.exchangeSeconds,
    row.exchangeJoules,
    row.joules,
  ];
}

/** What a facility's meters have counted since the start of the run, or over a window of it. */
export interface FacilityTotals {
  readonly acceleratorJoules: number;
  /** With hosts, network, fans and power supplies; and of that, what fans and supplies do not take. */
  readonly itJoules: number;
  readonly computeJoules: number;
  readonly coolingJoules: number;
  readonly lossJoules: number;
  /** IT + cooling + electrical losses: what the grid delivers. */
  readonly facilityJoules: number;
  readonly waterLitres: number;
  readonly energyUsd: number;
  /** What owning the nodes costs meanwhile; NaN where a price is not known. */
  readonly ownedUsd: number;
  readonly operationalGrams: number;
  readonly embodiedGrams: number;
  /** IT joules of each pool. */
  readonly poolItJoules: readonly number[];
  /** By how much the heat that the halls of each pool hold has changed: they get warmer while their cooling is out. */
  readonly heldJoules: readonly number[];
  /** The same of each site, in their order, with its own pools'; absent where all pools stand in one place. */
  readonly sites?: readonly FacilityTotals[];
}

/** What happened from `start` to `end`. */
export function between(start: FacilityTotals, end: FacilityTotals): FacilityTotals {
  return {
    acceleratorJoules: end.acceleratorJoules - start.acceleratorJoules,
    itJoules: end.itJoules - start.itJoules,
    computeJoules: end.computeJoules - start.computeJoules,
    coolingJoules: end.coolingJoules - start.coolingJoules,
    lossJoules: end.lossJoules - start.lossJoules,
    facilityJoules: end.facilityJoules - start.facilityJoules,
    waterLitres: end.waterLitres - start.waterLitres,
    energyUsd: end.energyUsd - start.energyUsd,
    ownedUsd: end.ownedUsd - start.ownedUsd,
    operationalGrams: end.operationalGrams - start.operationalGrams,
    embodiedGrams: end.embodiedGrams - start.embodiedGrams,
    poolItJoules: end.poolItJoules.map((joules, pool) => joules - start.poolItJoules[pool]!),
    heldJoules: end.heldJoules.map((joules, pool) => joules - start.heldJoules[pool]!),
    ...(end.sites && {
      sites: end.sites.map((site, index) => between(start.sites![index]!, site)),
    }),
  };
}

/** What requests have been charged with since the start of the run. */
export interface Charged {
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly usd: number;
  readonly grams: number;
}

/** Both together. */
export function add(a: FacilityTotals, b: FacilityTotals): FacilityTotals {
  return {
    acceleratorJoules: a.acceleratorJoules + b.acceleratorJoules,
    itJoules: a.itJoules + b.itJoules,
    computeJoules: a.computeJoules + b.computeJoules,
    coolingJoules: a.coolingJoules + b.coolingJoules,
    lossJoules: a.lossJoules + b.lossJoules,
    facilityJoules: a.facilityJoules + b.facilityJoules,
    waterLitres: a.waterLitres + b.waterLitres,
    energyUsd: a.energyUsd + b.energyUsd,
    ownedUsd: a.ownedUsd + b.ownedUsd,
    operationalGrams: a.operationalGrams + b.operationalGrams,
    embodiedGrams: a.embodiedGrams + b.embodiedGrams,
    poolItJoules: a.poolItJoules.map((joules, pool) => joules + b.poolItJoules[pool]!),
    heldJoules: a.heldJoules.map((joules, pool) => joules + b.heldJoules[pool]!),
    ...(a.sites && { sites: a.sites.map((site, index) => add(site, b.sites![index]!)) }),
  };
}

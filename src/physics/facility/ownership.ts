const HOURS_PER_YEAR = 8760;
export const SECONDS_PER_YEAR = HOURS_PER_YEAR * 3600;
export const JOULES_PER_KWH = 3.6e6;

/**
 * Yearly payment that returns a capital of 1 with interest over its life: r ÷ (1 − (1 + r)^−n), and 1 ÷ n without
 * interest.
 */
export function capitalRecovery(interest: number, years: number): number {
  return interest === 0 ? 1 / years : interest / (1 - (1 + interest) ** -years);
}

/** What owning costs, beside the energy. */
export interface OwnershipTerms {
  readonly interest: number;
  /** After so many years nodes are written off, and the building with its plants. */
  readonly nodeYears: number;
  readonly siteYears: number;
  /** Building, power and cooling plants ÷ the IT power that they were built for. */
  readonly siteUsdPerWatt: number;
  /** Repairs, spares, software and insurance of a year ÷ the price of the nodes. */
  readonly upkeepShare: number;
  /** Of a year ÷ IT power that the site was built for. */
  readonly staffUsdPerWatt: number;
}

/** Dollars of a year, by what they pay for. */
export interface OwnershipUsd {
  /** Nodes without their network. */
  readonly acquisition: number;
  readonly network: number;
  /** Building, and plants for power and cooling. */
  readonly footprint: number;
  readonly powerPlant: number;
  readonly coolingPlant: number;
  readonly upkeep: number;
  readonly staff: number;
}

/** Part of a node's all-in price that is its network (assumed). */
const NETWORK_SHARE = 0.12;

/** What a site's price divides into (assumed: electrical plant takes the most of a data centre's price). */
const POWER_PLANT_SHARE = 0.45;
const COOLING_PLANT_SHARE = 0.2;

/**
 * What nodes of `priceUsd` with a design power of `designWatts` cost a year:
 *
 *   price · CRF(r, life of nodes) + watts · USD/W · CRF(r, life of the site) + upkeep · price + staff · watts
 */
export function ownershipUsd(
  terms: OwnershipTerms,
  priceUsd: number,
  designWatts: number,
): OwnershipUsd {
  const nodes = priceUsd * capitalRecovery(terms.interest, terms.nodeYears);
  const site =
    designWatts * terms.siteUsdPerWatt * capitalRecovery(terms.interest, terms.siteYears);
  return {
    acquisition: nodes * (1 - NETWORK_SHARE),
    network: nodes * NETWORK_SHARE,
    footprint: site * (1 - POWER_PLANT_SHARE - COOLING_PLANT_SHARE),
    powerPlant: site * POWER_PLANT_SHARE,
    coolingPlant: site * COOLING_PLANT_SHARE,
    upkeep: terms.upkeepShare * priceUsd,
    staff: terms.staffUsdPerWatt * designWatts,
  };
}

/** Sum of what owning costs in a year. */
export function totalUsd(usd: OwnershipUsd): number {
  return Object.values(usd).reduce((sum: number, part: number) => sum + part, 0);
}

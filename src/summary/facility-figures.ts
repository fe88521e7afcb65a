import type { OwnershipUsd } from '../physics/facility/ownership.ts';

/** What a summary must know of a compiled facility; CompiledFacility fits. */
export interface SummarizedFacility {
  /** One, or those of the sites in their order. */
  readonly buildings: readonly {
    readonly plant: { readonly kind: string; readonly designWatts: number };
  }[];
  readonly pools: readonly {
    readonly nodes: number;
    readonly nodesPerRack: number;
    readonly racks: number;
    readonly designWatts: number;
    readonly ownedUsd: OwnershipUsd | null;
  }[];
}

/** The building around the pools, over the window. */
export interface FacilityFigures {
  /** Kinds of cooling, each once. */
  readonly cooling: string;
  /** Facility ÷ IT energy without fans and power supplies. */
  readonly tue: number | null;
  /** Litres of water per kilowatt-hour of IT energy. */
  readonly wueLitresPerKwh: number | null;
  readonly coolingJoules: number;
  readonly electricalLossJoules: number;
  readonly waterLitres: number;
  readonly averageFacilityWatts: number | null;
  /** Highest IT power over one interval of the meter, of the whole run. */
  readonly mostItWatts: number;
  /** IT power at full load. */
  readonly designItWatts: number;
  readonly racks: number;
  readonly nodesPerRack: number | null;
  readonly wattsPerRack: number | null;
  readonly squareMetres: number;
  readonly wattsPerSquareMetre: number | null;
  readonly tco: TotalCost | null;
}

/** Dollars, by what they pay for: owning at its yearly price, energy and water at the window's mean power. */
export interface TotalCost {
  readonly usdPerYear: Readonly<Record<CostPart, number>>;
  readonly totalUsdPerYear: number;
  /** The same ÷ what the window completed in the share of a year that it is; null where it completed nothing. */
  readonly usdPerInference: Readonly<Record<CostPart, number>> | null;
  readonly totalUsdPerInference: number | null;
  /** Energy, upkeep and staff alone: what running costs once everything is bought. */
  readonly operatingUsdPerMillionInferences: number | null;
}

/** What money goes to; power and cooling are their plants and their energy, cooling its water as well. */
export const costParts = [
  'acquisition',
  'footprint',
  'power',
  'cooling',
  'network',
  'upkeep',
  'staff',
] as const;
export type CostPart = (typeof costParts)[number];

import type { OwnershipUsd } from '../physics/facility/ownership.ts';
import { JOULES_PER_KWH } from '../physics/facility/ownership.ts';
import {
  type CostPart,
  costParts,
  type FacilityFigures,
  type TotalCost,
} from './facility-figures.ts';
import type { SummaryInput } from './input.ts';
import type { Energy } from './run-summary.ts';
import { type SiteFigures, sitesOf } from './sites.ts';

/** Of a rack, its share of aisles included (assumed: 0.6 m × 1.2 m, and three times that with aisles and doors). */
const SQUARE_METRES_PER_RACK = 2.2;

/** Of a cubic metre, with sewerage (assumed). */
const USD_PER_LITRE = 0.003;

const HOURS_PER_YEAR = 8760;

const ratio = (a: number, b: number): number | null => (b > 0 ? a / b : null);

/** Energy beyond the accelerators; null where no facility is stated. */
export function boundariesOf({
  totals,
}: SummaryInput): Pick<Energy, 'itJoules' | 'facilityJoules' | 'pue'> {
  const { facility } = totals.window;
  if (facility === undefined) return { itJoules: null, facilityJoules: null, pue: null };
  const { itJoules, facilityJoules } = facility;
  return { itJoules, facilityJoules, pue: ratio(facilityJoules, itJoules) };
}

/** The facility's own figures, and those of its sites; absent where none is stated. */
export function facilityOf(input: SummaryInput): {
  readonly facility?: FacilityFigures;
  readonly sites?: Readonly<Record<string, SiteFigures>>;
} {
  const { compiled, totals } = input;
  const { window } = totals;
  const { facility } = window;
  const spec = compiled.facility;
  if (facility === undefined || spec === undefined || totals.facility === undefined) return {};
  const racks = spec.pools.reduce((sum, pool) => sum + pool.racks, 0);
  const nodes = spec.pools.reduce((sum, pool) => sum + pool.nodes, 0);
  const kinds = new Set(spec.buildings.map(({ plant }) => plant.kind));
  const designWatts = spec.buildings.reduce((sum, { plant }) => sum + plant.designWatts, 0);
  const squareMetres = racks * SQUARE_METRES_PER_RACK;
  return {
    facility: {
      cooling: [...kinds].join(', '),
      tue: ratio(facility.facilityJoules, facility.computeJoules),
      wueLitresPerKwh: ratio(facility.waterLitres, facility.itJoules / JOULES_PER_KWH),
      coolingJoules: facility.coolingJoules,
      electricalLossJoules: facility.lossJoules,
      waterLitres: facility.waterLitres,
      averageFacilityWatts: ratio(facility.facilityJoules, window.endSeconds - window.startSeconds),
      mostItWatts: totals.facility.mostItWatts,
      designItWatts: designWatts,
      racks,
      nodesPerRack: ratio(nodes, racks),
      wattsPerRack: ratio(designWatts, racks),
      squareMetres,
      wattsPerSquareMetre: ratio(designWatts, squareMetres),
      tco: totalCost({ compiled, totals }),
    },
    ...sitesOf(input),
  };
}

/** Null where no price of a node is known, or no time passes in the window. */
function totalCost({
  compiled,
  totals,
}: Pick<SummaryInput, 'compiled' | 'totals'>): TotalCost | null {
  const { window } = totals;
  const { facility } = window;
  const years = (window.endSeconds - window.startSeconds) / (HOURS_PER_YEAR * 3600);
  const owned = compiled.facility?.pools.map(({ ownedUsd }) => ownedUsd) ?? [];
  if (facility === undefined || !(years > 0) || owned.includes(null)) return null;
  const sum = (part: keyof OwnershipUsd) =>
    owned.reduce((total, usd) => total + (usd?.[part] ?? 0), 0);
  const { facilityJoules, coolingJoules, energyUsd, waterLitres } = facility;
  const energy = ratio(energyUsd, years) ?? 0;
  const coolingShare = ratio(coolingJoules, facilityJoules) ?? 0;
  const water = (waterLitres * USD_PER_LITRE) / years;
  const usdPerYear: Readonly<Record<CostPart, number>> = {
    acquisition: sum('acquisition'),
    footprint: sum('footprint'),
    power: sum('powerPlant') + energy * (1 - coolingShare),
    cooling: sum('coolingPlant') + energy * coolingShare + water,
    network: sum('network'),
    upkeep: sum('upkeep'),
    staff: sum('staff'),
  };
  const total = Object.values(usdPerYear).reduce((all, part) => all + part, 0);
  const completed = window.completions.reduce((all, count) => all + count, 0) / years;
  const operating = energy + water + usdPerYear.upkeep + usdPerYear.staff;
  const each = costParts.map((part) => [part, usdPerYear[part] / completed]);
  return {
    usdPerYear,
    totalUsdPerYear: total,
    usdPerInference: completed > 0 ? (Object.fromEntries(each) as Record<CostPart, number>) : null,
    totalUsdPerInference: ratio(total, completed),
    operatingUsdPerMillionInferences: ratio(1e6 * operating, completed),
  };
}

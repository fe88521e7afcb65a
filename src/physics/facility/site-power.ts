import type { Watts } from '../../base/units.ts';
import {
  type CoolingPlant,
  type CoolingPower,
  coolingPower,
  type PlantOutage,
} from './cooling-plant.ts';

/**
 * Loss of a double-conversion UPS ÷ its rating, at a load of it: 1.5 % without load, 1 % that grows with the current and
 * 2 % with its square, which gives 93 % at a quarter and 95 to 96 % from a half on (published: 94 to 97 %; shape assumed).
 */
export function upsLoss(load: number): number {
  return 0.015 + 0.01 * load + 0.02 * load * load;
}

/** Loss of transformers and distribution units ÷ their rating: 98 % efficient at full load (published: 97 to 98 %). */
export function distributionLoss(load: number): number {
  return 0.005 + 0.015 * load * load;
}

export interface SitePower {
  readonly facilityWatts: Watts;
  /** UPS, transformers and distribution units, which carry the IT load and were built for the design load. */
  readonly lossWatts: Watts;
  readonly cooling: CoolingPower;
}

/** What a site takes from the grid while its IT takes `itWatts`: IT + electrical losses + cooling. */
export function sitePower(
  plant: CoolingPlant,
  itWatts: Watts,
  outsideCelsius: number,
  out?: PlantOutage,
): SitePower {
  const load = plant.designWatts > 0 ? itWatts / plant.designWatts : 0;
  const lossWatts = plant.designWatts * (upsLoss(load) + distributionLoss(load));
  const cooling = coolingPower(plant, itWatts, outsideCelsius, out);
  return { facilityWatts: itWatts + lossWatts + cooling.totalWatts, lossWatts, cooling };
}

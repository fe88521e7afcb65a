import { capitalRecovery, JOULES_PER_KWH } from '../../physics/facility/ownership.ts';
import type { ForecastInputs, World } from './world.ts';

const hoursPerYear = 8760;

/** What an hour of a chip costs, by how it is had. */
export interface HourPrices {
  /** Owned: capital and upkeep of an hour, used or not. */
  readonly ownFixed: number;
  /** Its energy while it works. */
  readonly ownEnergy: number;
  readonly onDemand: number;
  readonly reserved: number;
  /** Of an hour whose work is not lost. */
  readonly spotUseful: number;
}

/** Prices of an hour: capital by its recovery factor, upkeep as a share of it, energy at the facility's meter. */
export function hourPrices(inputs: ForecastInputs, world: World): HourPrices {
  const { hardware, electricity } = inputs.file;
  const { usdPerAccelerator, interest, lifeYears, upkeep } = hardware;
  const perYear = usdPerAccelerator * (capitalRecovery(interest, lifeYears) + upkeep);
  const kwh = (inputs.trainingWatts * electricity.pue * 3600) / JOULES_PER_KWH;
  const onDemand = inputs.onDemandUsdPerHour * world.prices;
  return {
    ownFixed: (perYear / hoursPerYear) * world.hardware,
    ownEnergy: kwh * electricity.price,
    onDemand,
    reserved: onDemand * (1 - hardware.reservedDiscount),
    spotUseful: (onDemand * (1 - hardware.spotDiscount)) / (1 - hardware.spotLoss),
  };
}

/** Share of its hours that a chip must work for owning to cost less than renting by the hour; above 1: never. */
export function owningBreakEven({ ownFixed, ownEnergy, onDemand }: HourPrices): number | null {
  return onDemand <= ownEnergy ? null : ownFixed / (onDemand - ownEnergy);
}

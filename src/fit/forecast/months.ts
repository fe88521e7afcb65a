import { capitalRecovery } from '../../physics/facility/ownership.ts';
import { daysPerMonth, requestsIn } from './demand.ts';
import { hourPrices } from './owning.ts';
import { costOfFlops, gramsOf, trainingFlops } from './training-cost.ts';
import type { ForecastInputs, World } from './world.ts';

/** A month of a model's life on chips that are owned. */
export interface ForecastMonth {
  readonly month: number;
  readonly requests: number;
  /** Chips that serve, at the run's own requests per chip. */
  readonly accelerators: number;
  /** Capital of the chips, by its recovery factor: the fleet that serves, and in month 0 the hours of training. */
  readonly capexUsd: number;
  /** Their energy and upkeep. */
  readonly opexUsd: number;
  readonly capexShare: number;
  readonly joules: number;
  readonly grams: number;
}

/** Month by month, in the world as stated; training falls into month 0. */
export function monthsOf(inputs: ForecastInputs, world: World): readonly ForecastMonth[] {
  const { demand, hardware, electricity } = inputs.file;
  const { pretraining, postTraining, fineTuning } = trainingFlops(inputs);
  const training = costOfFlops(pretraining + postTraining + fineTuning, inputs, world);
  const prices = hourPrices(inputs, world);
  const recovery = capitalRecovery(hardware.interest, hardware.lifeYears);
  const capitalShare = recovery / (recovery + hardware.upkeep);
  const monthHours = 24 * daysPerMonth;
  return Array.from({ length: demand.months }, (_, month): ForecastMonth => {
    const requests = requestsIn(demand, month);
    const seconds = requests * inputs.serving.acceleratorSeconds;
    const accelerators = Math.ceil(seconds / 3600 / monthHours);
    const trained = month === 0 ? training : { acceleratorHours: 0, joules: 0 };
    const hours = accelerators * monthHours + trained.acceleratorHours;
    const joules = requests * inputs.serving.joules + trained.joules;
    const capexUsd = hours * prices.ownFixed * capitalShare;
    const upkeepUsd = hours * prices.ownFixed * (1 - capitalShare);
    const opexUsd = upkeepUsd + (joules / 3.6e6) * electricity.price;
    return {
      month,
      requests,
      accelerators,
      capexUsd,
      opexUsd,
      capexShare: capexUsd / (capexUsd + opexUsd),
      joules,
      grams: gramsOf(joules, inputs),
    };
  });
}

import { JOULES_PER_KWH } from '../../physics/facility/ownership.ts';
import { flopsPerParameterToken } from '../../quality/training-loss.ts';
import type { ForecastInputs, World } from './world.ts';

/** What some work costs. */
export interface Spent {
  readonly joules: number;
  readonly usd: number;
  readonly grams: number;
}

export interface TrainingCost extends Spent {
  readonly flops: number;
  readonly acceleratorHours: number;
}

/** Forwards and through the activations, but no gradient of the frozen weights: two thirds of a full step. */
const adapterShare = 2 / 3;

/** FLOPs of the phases of training: 6·N·D, a share of it after, and each fine-tuning run likewise. */
export function trainingFlops({ file }: Pick<ForecastInputs, 'file'>) {
  const { parameters, tokens, postTraining, fineTuning } = file.training;
  const perToken = flopsPerParameterToken * parameters;
  const pretraining = perToken * tokens;
  const tuned =
    fineTuning === null
      ? 0
      : perToken *
        fineTuning.tokens *
        fineTuning.runs *
        (fineTuning.method === 'adapter' ? adapterShare : 1);
  return { pretraining, postTraining: postTraining * pretraining, fineTuning: tuned };
}

/** What FLOPs of training take: chip hours at the MFU, joules at the facility's meter, dollars by the hour, grams by the grid. */
export function costOfFlops(flops: number, inputs: ForecastInputs, world: World): TrainingCost {
  const { file, peakFlops, trainingWatts, trainingUsdPerHour } = inputs;
  const mfu = Math.min(1, file.training.mfu * world.mfu);
  const seconds = flops / (peakFlops * mfu);
  const joules = seconds * trainingWatts * file.electricity.pue;
  return {
    flops,
    acceleratorHours: seconds / 3600,
    joules,
    usd: (seconds / 3600) * trainingUsdPerHour * world.prices,
    grams: gramsOf(joules, inputs),
  };
}

/** Emissions of energy from the grid. */
export function gramsOf(joules: number, { gramsPerKwh }: ForecastInputs): number {
  return (joules / JOULES_PER_KWH) * gramsPerKwh;
}

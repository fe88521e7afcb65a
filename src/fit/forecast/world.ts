import { drawNormal } from '../../base/random/normal.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { CitedLossForm, PretrainedFamily } from '../../catalog/pretraining.ts';
import type { LossForm } from '../../quality/training-loss.ts';
import type { ForecastFile } from '../../scenario/forecast-file/schema.ts';
import { type AbilityCurve, calibrateAbility } from './ability-of-loss.ts';

/** What a forecast is made for: what the file says, and what the catalog and a run add. */
export interface ForecastInputs {
  readonly file: ForecastFile;
  readonly loss: CitedLossForm;
  readonly family: PretrainedFamily;
  /** Spread of the logit of the accuracy of a new model. */
  readonly abilityError: number;
  readonly peakFlops: number;
  readonly trainingUsdPerHour: number;
  readonly trainingWatts: number;
  readonly onDemandUsdPerHour: number;
  readonly gramsPerKwh: number;
  readonly serving: ServingFigures;
}

/** What a request takes. */
export interface ServingFigures {
  /** At the meter of the facility. */
  readonly joules: number;
  readonly usd: number;
  readonly acceleratorSeconds: number;
  readonly source: string;
}

/** One way that things may turn out: multiples of what was stated, and a form of the loss. */
export interface World {
  readonly mfu: number;
  readonly serving: number;
  readonly demand: number;
  /** Of rents, and of chips that are bought. */
  readonly prices: number;
  readonly hardware: number;
  readonly form: LossForm;
  readonly curve: AbilityCurve;
  /** Logit. */
  readonly ability: number;
}

/** The world as it was stated. */
export function centralWorld({ loss, family }: ForecastInputs): World {
  const { form } = loss;
  const curve = calibrateAbility(form, family);
  return { mfu: 1, serving: 1, demand: 1, prices: 1, hardware: 1, form, curve, ability: 0 };
}

/** Sizes about which the exponents of the loss turn: the middle of the runs that it was fitted to (70M to 16B, 5B to 500B). */
const middleSize = 1e9;
const middleTokens = 50e9;

/**
 * Draws a world: multiples are lognormal with median 1 and the stated relative spread; the exponents of the loss are normal
 * with their published errors, and their coefficients move so that the loss in the middle of the fitted data stays; the
 * ability curve is calibrated anew on that loss and errs as it did on the models that it was tested on.
 */
export function drawWorld(inputs: ForecastInputs, source: RandomSource): World {
  const { uncertainty } = inputs.file;
  const multiple = (spread: number) => Math.exp(spread * drawNormal(source));
  const [mfu, serving, demand, prices, hardware] = [
    multiple(uncertainty.mfu),
    multiple(uncertainty.serving),
    multiple(uncertainty.demand),
    multiple(uncertainty.prices),
    multiple(uncertainty.prices),
  ] as const;
  const { form, exponentErrors } = inputs.loss;
  const ofSize = exponentErrors.size * drawNormal(source);
  const ofData = exponentErrors.data * drawNormal(source);
  const turned: LossForm = {
    ...form,
    size: form.size * middleSize ** ofSize,
    sizeExponent: form.sizeExponent + ofSize,
    data: form.data * middleTokens ** ofData,
    dataExponent: form.dataExponent + ofData,
  };
  const curve = calibrateAbility(turned, inputs.family);
  const ability = inputs.abilityError * drawNormal(source);
  return { mfu, serving, demand, prices, hardware, form: turned, curve, ability };
}

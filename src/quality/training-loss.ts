import { assert } from '../base/assert.ts';

/**
 * Loss of a language model by its parameters N and training tokens D, in nats per token (J. Hoffmann et al. 2022, arXiv
 * 2203.15556, approach 3): L = E + A·N^−α + B·D^−β.
 */
export interface LossForm {
  /** E: what no model gets below. */
  readonly floor: number;
  /** A and α. */
  readonly size: number;
  readonly sizeExponent: number;
  /** B and β. */
  readonly data: number;
  readonly dataExponent: number;
}

/** The loss after training on tokens that are all different. */
export function trainingLoss(form: LossForm, parameters: number, tokens: number): number {
  assert(parameters > 0 && tokens > 0, 'a model and its data have a size');
  const ofSize = form.size * parameters ** -form.sizeExponent;
  return form.floor + ofSize + form.data * tokens ** -form.dataExponent;
}

/** FLOPs of training: two per parameter and token forwards, four backwards (J. Kaplan et al. 2020, arXiv 2001.08361). */
export const flopsPerParameterToken = 6;

/** Parameters and tokens with the least loss for a number of FLOPs: dL = 0 along 6·N·D. */
export function computeOptimal(
  form: LossForm,
  flops: number,
): { readonly parameters: number; readonly tokens: number } {
  const { size, sizeExponent, data, dataExponent } = form;
  const product = flops / flopsPerParameterToken;
  const balance = (sizeExponent * size) / (dataExponent * data);
  const parameters = (balance * product ** dataExponent) ** (1 / (sizeExponent + dataExponent));
  return { parameters, tokens: product / parameters };
}

/** The model that so many tokens are compute-optimal for. */
function sizeForTokens({ size, sizeExponent, data, dataExponent }: LossForm, tokens: number) {
  const balance = (sizeExponent * size) / (dataExponent * data);
  return (balance * tokens ** dataExponent) ** (1 / sizeExponent);
}

/** How fast repeated data and parameters in excess of the data lose their worth. */
export interface DataWall {
  /** Epochs beyond the first, and parameters beyond the data's, at which 1 − 1/e of all they can ever add is there. */
  readonly repeats: number;
  readonly excess: number;
}

/**
 * The loss where only `unique` of the tokens are different (N. Muennighoff et al. 2023, arXiv 2305.16264): of D = U·(1 + R)
 * tokens count U + U·R*·(1 − e^(−R ÷ R*)), and of the parameters beyond those that U is compute-optimal for likewise. Its
 * limits for endless epochs are finite: the data wall.
 */
export function constrainedLoss(
  form: LossForm,
  wall: DataWall,
  run: { readonly parameters: number; readonly tokens: number; readonly unique: number },
): number {
  const { parameters, tokens, unique } = run;
  if (unique >= tokens) return trainingLoss(form, parameters, tokens);
  const own = Math.min(parameters, sizeForTokens(form, unique));
  return trainingLoss(
    form,
    worth(own, parameters, wall.excess),
    worth(unique, tokens, wall.repeats),
  );
}

/** Tokens that repeated ones are worth. */
export function effectiveTokens(wall: DataWall, tokens: number, unique: number): number {
  return worth(Math.min(tokens, unique), tokens, wall.repeats);
}

function worth(own: number, all: number, lasting: number): number {
  const repeats = all / own - 1;
  return own + own * lasting * -Math.expm1(-repeats / lasting);
}

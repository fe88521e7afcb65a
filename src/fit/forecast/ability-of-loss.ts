import type { PretrainedFamily, PretrainedPoint } from '../../catalog/pretraining.ts';
import { logistic, logit } from '../../quality/logit.ts';
import { type LossForm, trainingLoss } from '../../quality/training-loss.ts';

/** From loss to the mean ability at a task: logit of the accuracy, straight in the loss (assumed; tested on what it was not fixed by). */
export interface AbilityCurve {
  readonly intercept: number;
  /** Logit per nat of loss: below 0. */
  readonly slope: number;
}

/** A published model beside what the curve says of it. */
export interface TestedPoint {
  readonly name: string;
  readonly published: number;
  readonly predicted: number;
}

const lossOf = (form: LossForm, { parameters, tokens }: PretrainedPoint) =>
  trainingLoss(form, parameters, tokens);

/** The curve through the two calibrated points of a family. */
export function calibrateAbility(form: LossForm, { points }: PretrainedFamily): AbilityCurve {
  const [small, large] = points.filter(({ use }) => use === 'calibrated');
  if (small === undefined || large === undefined) return { intercept: 0, slope: 0 };
  const way = lossOf(form, large) - lossOf(form, small);
  const slope = (logit(large.accuracy) - logit(small.accuracy)) / way;
  return { slope, intercept: logit(small.accuracy) - slope * lossOf(form, small) };
}

/** Mean chance of a right answer at a loss; `shift` is a logit, as of effort or difficulty. */
export function accuracyAt({ intercept, slope }: AbilityCurve, loss: number, shift = 0): number {
  return logistic(intercept + slope * loss + shift);
}

/** Published models that did not fix the curve, beside what it says of them. */
export function testAbility(form: LossForm, family: PretrainedFamily): readonly TestedPoint[] {
  const curve = calibrateAbility(form, family);
  return family.points
    .filter(({ use }) => use === 'tested')
    .map((point) => ({
      name: point.name,
      published: point.accuracy,
      predicted: accuracyAt(curve, lossOf(form, point)),
    }));
}

/** Root mean square of the logits' errors at those: the spread of what the curve says of a new model. */
export function abilityError(tested: readonly TestedPoint[]): number {
  const squares = tested.map(
    ({ published, predicted }) => (logit(predicted) - logit(published)) ** 2,
  );
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / Math.max(1, squares.length));
}

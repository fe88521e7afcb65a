import {
  boundedStep,
  type Fitted,
  huberLoss,
  huberWeights,
  type LeastSquaresProblem,
  spreads,
} from './least-squares.ts';
import type { Plays } from './plays.ts';
import type { Predicted, Target } from './targets.ts';

/** Indices of the targets that one fit must not see. */
export type Fold = ReadonlySet<number>;

/** What fits without them say of the targets, by index. */
export type HeldOutErrors = readonly (Predicted | undefined)[];

const mostFolds = 5;

/** Five folds, or as many as there are groups: whole groups, dealt out in the order of their names. */
export function foldsOf(targets: readonly Target[]): readonly Fold[] {
  const groups = [...new Set(targets.map(({ group }) => group))].sort();
  const count = Math.min(mostFolds, groups.length);
  return Array.from({ length: count }, (_, fold) => {
    const own = new Set(groups.filter((_group, index) => index % count === fold));
    return indicesWhere(targets, ({ group }) => own.has(group));
  });
}

/** One fold per model. */
export function modelsLeftOut(targets: readonly Target[]): readonly Fold[] {
  const models = [...new Set(targets.map(({ model }) => model))].sort();
  return models.map((model) => indicesWhere(targets, (target) => target.model === model));
}

function indicesWhere(targets: readonly Target[], is: (target: Target) => boolean): Fold {
  return new Set([...targets.keys()].filter((index) => is(targets[index] as Target)));
}

/** A fit to all rows, and what it was made from. */
export interface WholeFit {
  readonly fitted: Fitted;
  readonly free: readonly number[];
  readonly targets: readonly Target[];
  readonly plays: Plays;
  readonly start: readonly number[];
}

/** Rounds of a fold's fit (assumed: the whole fit's derivatives are near enough for it to settle by then). */
const rounds = 4;

/**
 * Predictions of each fold's targets by a fit to all others. Such a fit starts at the base's figures and takes Gauss–Newton
 * steps with the derivatives of the whole fit, each accepted where it lowers the loss of its own rows, played anew: the
 * rows left out touch the derivatives, which no measured value enters, and nothing else.
 */
export function crossValidate(
  whole: WholeFit,
  folds: readonly Fold[],
  problem: LeastSquaresProblem,
): HeldOutErrors {
  const predictions: (Predicted | undefined)[] = whole.targets.map(() => undefined);
  for (const fold of folds) {
    const point = fitWithout(fold, whole, problem);
    for (const index of fold) predictions[index] = whole.plays.prediction(index, point);
  }
  return predictions;
}

function fitWithout(fold: Fold, whole: WholeFit, problem: LeastSquaresProblem): readonly number[] {
  const { fitted, free, plays } = whole;
  const keep = (target: number) => !fold.has(target);
  const rows = [...plays.owners.keys()].filter((row) => keep(plays.owners[row]?.target ?? -1));
  const kinds = rows.map((row) => problem.kinds[row] ?? '');
  const jacobian = fitted.jacobian.subMatrixRow(rows);
  let point = whole.start;
  let residuals = plays.residuals(point, keep);
  for (let round = 0; round < rounds && free.length > 0; round++) {
    const spread = spreads(residuals, kinds);
    const weights = huberWeights(residuals, kinds, spread);
    const loss = huberLoss(residuals, kinds, spread);
    const to = boundedStep({ point, residuals, jacobian }, weights, free, problem, 1e-3);
    let accepted = false;
    for (const share of [1, 0.5, 0.25]) {
      const near = point.map((value, index) => value + share * ((to[index] ?? value) - value));
      const there = plays.residuals(near, keep);
      if (huberLoss(there, kinds, spread) >= loss) continue;
      point = near;
      residuals = there;
      accepted = true;
      break;
    }
    if (!accepted) break;
  }
  return point;
}

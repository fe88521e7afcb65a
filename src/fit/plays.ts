import type { MetricName } from './measured/port.ts';
import { Skip } from './skip.ts';
import { type Predicted, predict, profileOfValues, type Target } from './targets.ts';

/** A log beyond this is no measurement of the same thing: a prediction that is missing counts as so far off. */
const farOff = 5;

/** Plays of targets at points of the coefficients; the last points are kept, because a fit asks for them again. */
export class Plays {
  readonly targets: readonly Target[];
  /** Of each residual: the target's index and the metric. */
  readonly owners: readonly { readonly target: number; readonly metric: MetricName }[];
  readonly #base: string;
  readonly #kept: Map<string, Predicted>[];

  constructor(targets: readonly Target[], base: string) {
    this.targets = targets;
    this.#base = base;
    this.owners = targets.flatMap(({ fitted }, target) =>
      fitted.map((metric) => ({ target, metric })),
    );
    this.#kept = targets.map(() => new Map());
  }

  /** Of one target; an empty prediction where it cannot be played at this point. */
  prediction(index: number, point: readonly number[]): Predicted {
    const target = this.targets[index];
    const kept = this.#kept[index];
    if (target === undefined || kept === undefined) return {};
    const key = point.join(' ');
    const known = kept.get(key);
    if (known !== undefined) return known;
    let predicted: Predicted = {};
    try {
      predicted = predict(target, profileOfValues(this.#base, point));
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
    }
    kept.set(key, predicted);
    return predicted;
  }

  predictions(point: readonly number[]): readonly Predicted[] {
    return this.targets.map((_, index) => this.prediction(index, point));
  }

  /** Residuals of the owners that `keep` lets pass, in their order. */
  residuals(point: readonly number[], keep: (target: number) => boolean = () => true): number[] {
    return this.owners.flatMap(({ target, metric }) => {
      if (!keep(target)) return [];
      const measured = this.targets[target]?.measured[metric]?.value ?? Number.NaN;
      const value = this.prediction(target, point)[metric];
      if (value === undefined) return [farOff];
      return [Math.max(-farOff, Math.min(farOff, Math.log(value / measured)))];
    });
  }
}

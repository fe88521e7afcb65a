import { drawExponential } from '../../base/random/exponential.ts';
import { drawNormal } from '../../base/random/normal.ts';
import { createWeibullSampler } from '../../base/random/weibull.ts';
import type { DurationDefinition, DurationSpec } from './port.ts';

type Of<L extends DurationSpec['law']> = DurationDefinition<Extract<DurationSpec, { law: L }>>;

/** Always the same; draws a number all the same, so that another law in its place shifts no draw. */
export const fixed: Of<'fixed'> = {
  create:
    ({ seconds }, source) =>
    () => {
      source();
      return seconds;
    },
  mean: ({ seconds }) => seconds,
};

/** Equally likely from `minSeconds` to `maxSeconds`. */
export const uniform: Of<'uniform'> = {
  create:
    ({ minSeconds, maxSeconds }, source) =>
    () =>
      minSeconds + (maxSeconds - minSeconds) * source(),
  mean: ({ minSeconds, maxSeconds }) => (minSeconds + maxSeconds) / 2,
};

/** Without memory. */
export const exponential: Of<'exponential'> = {
  create:
    ({ meanSeconds }, source) =>
    () =>
      meanSeconds * drawExponential(source),
  mean: ({ meanSeconds }) => meanSeconds,
};

/** exp(μ + σz) with σ² = ln(1 + cv²), μ = ln mean − σ²/2: most are short, a few are long. */
export const lognormal: Of<'lognormal'> = {
  create({ meanSeconds, cv }, source) {
    const variance = Math.log1p(cv * cv);
    const sigma = Math.sqrt(variance);
    return () => meanSeconds * Math.exp(sigma * drawNormal(source) - variance / 2);
  },
  mean: ({ meanSeconds }) => meanSeconds,
};

/** Patience as it is often measured: a coefficient of variation above 1 gives up early or never, below 1 at about one time. */
export const weibull: Of<'weibull'> = {
  create({ meanSeconds, cv }, source) {
    const draw = createWeibullSampler(meanSeconds, cv, source);
    if (cv > 0) return draw;
    return () => {
      source();
      return meanSeconds;
    };
  },
  mean: ({ meanSeconds }) => meanSeconds,
};

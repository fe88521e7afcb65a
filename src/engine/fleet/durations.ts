import { drawExponential } from '../../base/random/exponential.ts';
import { drawNormal } from '../../base/random/normal.ts';
import type { RandomSource } from '../../base/random/source.ts';
import { createWeibullSampler } from '../../base/random/weibull.ts';
import type { DurationLaw } from '../../scenario/failures.ts';

/** Makes a sampler of times by a law: one uniform per draw, none where all are equal. */
export function createDurationSampler(law: DurationLaw, source: RandomSource): () => number {
  switch (law.distribution) {
    case 'fixed':
      return () => law.seconds;
    case 'exponential':
      return () => law.meanSeconds * drawExponential(source);
    case 'weibull':
      return createWeibullSampler(law.meanSeconds, law.cv, source);
    case 'lognormal': {
      const variance = Math.log1p(law.cv * law.cv);
      const mu = Math.log(law.meanSeconds) - variance / 2;
      return () => Math.exp(mu + Math.sqrt(variance) * drawNormal(source));
    }
  }
}

import type { StepTerms } from '../../physics/step-model.ts';
import type { Batch } from './batch.ts';

/** What the sequences of one rank cause by themselves in a step. */
export function ownJoules(terms: Readonly<StepTerms>, batch: Batch): number {
  const own = batch.decodingNow * terms.tokenJoules + terms.contextJoules * batch.contextNow;
  return terms.ownShare * own + batch.chunks.joules;
}

/**
 * What a lower clock saves one rank's boards in a step of `seconds`: who has less to do may be below its cap while
 * others are at theirs. The cap is then dealt with, and taken out of the terms.
 */
export function takeCap(terms: StepTerms, batch: Batch, seconds: number): number {
  const { staticWatts, sharedJoules, limitWatts } = terms;
  if (limitWatts === Number.POSITIVE_INFINITY) return 0;
  const spent = sharedJoules + (batch.running.size === 0 ? 0 : ownJoules(terms, batch));
  terms.limitWatts = Number.POSITIVE_INFINITY;
  return Math.max(0, spent - (limitWatts - staticWatts) * seconds);
}

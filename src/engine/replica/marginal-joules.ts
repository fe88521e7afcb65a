import { StepTerms, stepSeconds } from '../../physics/step-model.ts';
import type { PoolContext } from './pool-context.ts';

/** Cached tokens of each sequence in the step by which replicas are compared (assumed). */
const COMPARED_CONTEXT = 1024;

/**
 * Joules that one more token costs on a replica of the pool, above what the replica takes idle: those of a step in which
 * `sequences` decode, each with 1,024 tokens cached, by the tokens that it makes.
 */
export function marginalJoules(
  { spec, model, maxSequences }: Pick<PoolContext, 'spec' | 'model' | 'maxSequences'>,
  sequences: number,
): number {
  const decoding = Math.min(sequences, maxSequences);
  const context = decoding * COMPARED_CONTEXT;
  const terms = new StepTerms();
  model.decode(decoding, terms);
  const seconds = stepSeconds(terms, context);
  const own = decoding * terms.tokenJoules + context * terms.contextJoules;
  const spent = terms.sharedJoules + own + terms.staticWatts * seconds;
  const capped = Math.min(spent, terms.limitWatts * seconds);
  return (capped - spec.idleWatts * seconds) / decoding;
}

/** What an energy-aware router knows of replicas that are packed up to `packTo` requests each. */
export function packing(replicas: readonly PoolContext[], packTo: number) {
  const ofPool = new Map<PoolContext, number>();
  const joulesPerToken = replicas.map((pool) => {
    const known = ofPool.get(pool) ?? marginalJoules(pool, packTo);
    ofPool.set(pool, known);
    return known;
  });
  return { packTo, joulesPerToken };
}

import { logistic } from '../../quality/logit.ts';
import type { ProgramSpec } from '../thinking.ts';

/** The most that an exact checker's score, 1, is above the neutral one, as a confidence. */
const SUREST_BY_CHECK = logistic(0.5);

/**
 * Why the gate of a cascade could not tell answers of this program apart: all of them are as sure, or none ever sure enough.
 * Null where it can.
 */
export function whyGateIsIdle(
  program: ProgramSpec,
  gate: number,
): { readonly message: string; readonly fix: string } | null {
  const fix = 'use a vote of several samples, or best-of-n or verify with a verifier';
  switch (program.kind) {
    case 'single':
    case 'refine':
      return { message: `${program.kind} is always sure of its answer: no gate refuses it`, fix };
    case 'majority-vote':
      return program.samples > 1 ? null : { message: 'one vote is always unanimous', fix };
    case 'adaptive-vote':
      return program.maxSamples > 1 ? null : { message: 'one vote is always unanimous', fix };
    case 'best-of-n':
    case 'verify':
    case 'beam-search':
    case 'race': {
      const isNeverSure = program.verifier.kind === 'exact' && gate > SUREST_BY_CHECK;
      if (!isNeverSure) return null;
      const message = `no answer passes a gate of ${gate}: what an exact checker finds right has a confidence of ${SUREST_BY_CHECK.toFixed(2)}`;
      return { message, fix: 'write gate: 0.5' };
    }
    default:
      return null;
  }
}

import { lengthBounds } from '../../policy/length/index.ts';
import { logistic } from '../../quality/logit.ts';
import type { ProgramSpec, VerifierSpec } from '../thinking.ts';

const fix = 'use a vote of several samples, or best-of-n or verify with a verifier';

/**
 * Why the gate of a cascade could not tell answers of this program apart: all of them are as sure, or none ever sure enough.
 * Null where it can.
 */
export function whyGateIsIdle(
  program: ProgramSpec,
  gate: number,
): { readonly message: string; readonly fix: string } | null {
  switch (program.kind) {
    case 'single':
    case 'think':
    case 'retrieve':
    case 'refine':
      return { message: `${program.kind} is always sure of its answer: no gate refuses it`, fix };
    case 'agent':
      return whyAgentsAnswer(program);
    case 'majority-vote':
      return whyAllStand(program.samples, gate);
    case 'adaptive-vote':
      return whyAllStand(program.maxSamples, gate);
    case 'ensemble':
      return whyAllStand(program.models.length, gate);
    // what an exact checker finds wrong weighs nothing, however few answers there are
    case 'weighted-vote':
      return program.verifier.kind === 'exact' ? null : whyAllStand(program.samples, gate);
    case 'tree-search':
      return program.verifier.kind === 'exact' ? null : whyAllStand(program.budget, gate);
    case 'best-of-n':
    case 'beam-search':
      return whyNoneStands(program.verifier, null, gate);
    case 'graph': {
      const [score] = program.calls.flatMap((each) => (each.role === 'score' ? [each] : []));
      const answers = program.calls.filter(({ role }) => role === 'answer').length;
      if (score === undefined) return whyAllStand(answers, gate);
      return whyNoneStands(score.verifier, program.threshold, gate);
    }
    case 'verify':
    case 'race':
      return whyNoneStands(program.verifier, program.threshold, gate);
    default:
      return null;
  }
}

/** The leader of so many votes has one share of them at least. */
function whyAllStand(votes: number, gate: number) {
  if (gate * votes > 1) return null;
  const least = `${votes} votes give the leader a share of ${(1 / votes).toFixed(2)} at least`;
  const message = votes === 1 ? 'one vote is always unanimous' : least;
  return { message: `${message}: a gate of ${gate} refuses none`, fix };
}

/** An exact checker's score of what is right, 1, is above the threshold by no more than this, as a confidence. */
function whyNoneStands(verifier: VerifierSpec, threshold: number | null, gate: number) {
  const surest = logistic(1 - (threshold ?? 0.5));
  if (verifier.kind !== 'exact' || gate <= surest) return null;
  const message = `no answer passes a gate of ${gate}: what an exact checker finds right has a confidence of ${surest.toFixed(2)}`;
  return { message, fix: 'write gate: 0.5' };
}

/** An agent that answers is sure; a gate sends on what it gives up. */
function whyAgentsAnswer({
  turns,
  maxCalls,
  toolSuccess,
  stepSuccess,
  repair,
}: Extract<ProgramSpec, { readonly kind: 'agent' }>) {
  const [, most] = lengthBounds(turns);
  const repeats = toolSuccess < 1 || (repair > 0 && stepSuccess < 1);
  if (repeats || most + 1 > maxCalls) return null;
  const message = `an agent is sure of its answer, and never gives up: ${maxCalls} calls are enough for its ${most} turns and the answer`;
  return { message, fix: 'lower maxCalls, or use another strategy in this tier' };
}

import { type Verifier, verifierOfAuc } from '../../quality/verifier.ts';

/** Kinds of verifiers by their AUC within a problem that they can judge (quality/verifier.ts): assumed. */
export const verifiers = {
  'process-reward': { auc: 0.9 },
  'outcome-reward': { auc: 0.8 },
  'out-of-domain': { auc: 0.65 },
  'self-judged': { auc: 0.6 },
  exact: { auc: 1 },
} as const;

export type VerifierKind = keyof typeof verifiers;

/** The verifier of a kind. */
export function verifierOf(kind: VerifierKind): Verifier {
  return verifierOfAuc(verifiers[kind].auc);
}

/**
 * The share of a task's problems that verifiers of steps can judge (quality/reach.ts). At MATH-500 fitted to the best of 1,860
 * that Lightman et al. 2023 (arXiv 2305.20050) picked (78.2 %), and taken for later verifiers, too; exams alike. At AIME about
 * what Qwen2.5-Math-72B solves in a few tries (Yang et al. 2024, arXiv 2409.12122): assumed.
 */
export const verifierReach = { 'math-500': 0.777, 'stem-exams': 0.777, 'aime-24': 0.4 } as const;

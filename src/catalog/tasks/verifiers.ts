import { type Verifier, verifierOfAuc } from '../../quality/verifier.ts';

/**
 * Kinds of verifiers by their AUC within a problem: assumed, but for that of the process reward model of Lightman et al. 2023
 * (arXiv 2305.20050), whose AUC of 0.7175 is fitted to the best of 1,860 at MATH-500 (78.2 %). An outcome reward model has the
 * share of a process model's separation that the two assumed kinds have.
 */
export const verifiers = {
  'process-reward': { auc: 0.9 },
  'outcome-reward': { auc: 0.8 },
  'out-of-domain': { auc: 0.65 },
  'self-judged': { auc: 0.6 },
  exact: { auc: 1 },
  'lightman-process-reward': { auc: 0.7175 },
} as const;

export type VerifierKind = keyof typeof verifiers;

/** The verifier of a kind. */
export function verifierOf(kind: VerifierKind): Verifier {
  return verifierOfAuc(verifiers[kind].auc);
}

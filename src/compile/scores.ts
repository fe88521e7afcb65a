import { exactVerifier, type Verifier, verifierOfAuc } from '../quality/verifier.ts';
import type { VerifierSpec } from '../scenario/thinking.ts';

/** The verifier that a file describes. */
export function scoresOf({ kind, auc, fooledShare }: VerifierSpec): Verifier {
  return kind === 'exact' ? exactVerifier : verifierOfAuc(auc, fooledShare);
}

/** The score at which an answer is as likely right as wrong, if half of all are; an exact checker's scores are 0 and 1. */
export function neutralScore({ separation }: Verifier): number {
  return separation === Infinity ? 0.5 : separation / 2;
}

import { verifiers } from '../../catalog/tasks/verifiers.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawVerifier } from '../schema/strategy.ts';
import type { VerifierSpec } from '../thinking.ts';

/** Completes who scores the answers of a program. */
export function judged(
  { verifier: raw }: { readonly verifier: RawVerifier },
  path: Path,
  reporter: Reporter,
): { readonly verifier: VerifierSpec } {
  const { kind, fooled, model, outputTokens = 1 } = raw;
  const at = [...path, 'verifier'];
  const auc = raw.auc ?? verifiers[kind].auc;
  if (raw.auc === undefined) reporter.useDefault([...at, 'auc'], auc);
  if (raw.outputTokens === undefined) {
    if (model !== 'none') reporter.useDefault([...at, 'outputTokens'], outputTokens);
  } else if (model === 'none') {
    const message = 'no model makes them: the verifier has none';
    reporter.error([...at, 'outputTokens'], message, 'leave it out, or name the model that scores');
  }
  if (auc === 1 && fooled > 0) {
    const message = 'nothing fools an exact checker: its auc is 1';
    reporter.error([...at, 'fooled'], message, 'leave it out, or lower auc');
  }
  const verifier = {
    kind: auc === 1 ? 'exact' : kind,
    auc,
    fooledShare: fooled,
    model,
    outputTokens,
  };
  return { verifier };
}

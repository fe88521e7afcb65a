import { refusalOf } from '../../policy/admission/index.ts';
import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { RetriedOutcome } from '../clients.ts';
import type { Path } from '../document/tree.ts';
import type { FailureSpec } from '../failures.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';

/** Clients ask again after outcomes that the scenario can have: else `retry` changes nothing. */
export function checkRetryCanHappen(
  admission: AdmissionSpec,
  failures: readonly FailureSpec[],
  workloads: readonly { readonly workload: Workload; readonly path: Path }[],
  reporter: Reporter,
): void {
  const refusal = admission.policy === 'always' ? null : refusalOf(admission.policy);
  const loses = failures.some(({ inFlight }) => inFlight === 'failed');
  for (const { workload, path } of workloads) {
    const { name, retry, timeout } = workload;
    if (retry === undefined) continue;
    const expires = Math.min(timeout.totalSeconds, timeout.firstTokenSeconds) < Infinity;
    // what is too long for every replica is rejected, too, and never asked for again
    const canHappen: Record<RetriedOutcome, boolean> = {
      expired: expires,
      failed: loses,
      rejected: refusal === 'rejected',
      shed: refusal === 'shed',
    };
    if (retry.on.some((outcome) => canHappen[outcome])) continue;
    const message = `clients of ${name} never ask again: no request can end as ${retry.on.join(' or ')}`;
    const fix =
      'give them a timeout, admission a policy or failures inFlight: failed, or write retry: none';
    reporter.warning([...path, 'retry'], message, fix);
  }
}

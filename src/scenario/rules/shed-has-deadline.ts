import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';
import { statesDeadline } from './states-deadline.ts';

/** Shedding by deadline needs somebody who states a deadline. */
export function checkShedHasDeadline(
  { policy }: AdmissionSpec,
  workloads: readonly { readonly workload: Workload; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  const mayState = ({ workload, wrong }: (typeof workloads)[number]) =>
    wrong.length > 0 || statesDeadline(workload);
  if (policy !== 'deadline-shed' || workloads.some(mayState)) return;
  const message = 'no workload states a deadline: nobody would be shed';
  const fix = 'state slo.ttft, slo.e2e or a timeout, or write policy: always';
  reporter.error(['admission', 'policy'], message, fix);
}

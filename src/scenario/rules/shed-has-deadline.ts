import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';
import { statesDeadline } from './states-deadline.ts';

/** Shedding by deadline needs somebody who states a deadline. */
export function checkShedHasDeadline(
  { policy }: AdmissionSpec,
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  if (policy !== 'deadline-shed' || workloads.some(statesDeadline)) return;
  const message = 'no workload states a deadline: nobody would be shed';
  const fix = 'state slo.ttft, slo.e2e or a timeout, or write policy: always';
  reporter.error(['admission', 'policy'], message, fix);
}

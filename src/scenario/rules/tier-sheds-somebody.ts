import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Workload } from '../scenario.ts';

/** Shedding by tiers needs somebody whose priority is below the least that always enters. */
export function checkTierShedsSomebody(
  admission: AdmissionSpec,
  workloads: readonly { readonly workload: Workload; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  if (admission.policy !== 'tier-shed') return;
  const { minPriority } = admission;
  const mayShed = ({ workload: { arrivals, priority }, wrong }: (typeof workloads)[number]) =>
    arrivals.process === 'trace' ||
    priority < minPriority ||
    touches(wrong, ['priority', 'arrivals']);
  if (workloads.some(mayShed)) return;
  const message = `no workload has a priority below minPriority ${minPriority}: nobody would be shed`;
  const fix = 'give one of them a lower priority, raise minPriority, or write policy: always';
  reporter.warning(['admission', 'policy'], message, fix);
}

import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { PowerCapName } from '../../policy/power-cap/index.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';

/** Warns of priorities that differ where nobody goes by them: no scheduler, admission or governor of power. */
export function checkPriorityIsRead(
  {
    admission,
    budgets,
  }: {
    readonly admission: AdmissionSpec;
    readonly budgets: readonly { readonly policy: PowerCapName }[];
  },
  workloads: readonly {
    readonly workload: Workload;
    readonly wrong: readonly string[];
    readonly path: Path;
  }[],
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  const isWrong = pools.some(({ wrong }) => touches(wrong, ['engine', 'power']));
  const reads = ({ pool: { engine, powerBudget } }: (typeof pools)[number]) =>
    engine.scheduler === 'priority' || powerBudget?.governor.policy === 'priority-aware';
  const shared = budgets.some(({ policy }) => policy === 'priority-aware');
  if (admission.policy === 'tier-shed' || shared || isWrong || pools.some(reads)) return;
  const told = workloads.filter(({ wrong }) => !touches(wrong, ['priority']));
  const least = Math.min(...told.map(({ workload }) => workload.priority));
  for (const { workload, path } of told) {
    if (workload.priority === least) continue;
    const message = 'nobody goes by priorities: no pool has the scheduler priority';
    const fix = 'write engine: {scheduler: priority} in the pool, or leave priority out';
    reporter.warning([...path, 'priority'], message, fix);
  }
}

import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { PowerCapName } from '../../policy/power-cap/index.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';

const message =
  'nobody goes by priorities: no pool has the scheduler priority, admission is not tier-shed, and no power budget is held by priority-aware';
const fix =
  'write engine: {scheduler: priority} in a pool, let admission be tier-shed or the policy of a power budget priority-aware, or leave priority out';

/** Warns of the priorities that are stated and differ where nobody goes by them: no scheduler, admission or governor of power. */
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
  if (new Set(told.map(({ workload }) => workload.priority)).size < 2) return;
  for (const { path } of told) {
    const at = [...path, 'priority'];
    if (reporter.isStated(at)) reporter.warning(at, message, fix);
  }
}

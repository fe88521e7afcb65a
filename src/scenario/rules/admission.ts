import type { AdmissionSpec } from '../../policy/admission/port.ts';
import type { PowerCapName } from '../../policy/power-cap/index.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';
import { checkPriorityIsRead } from './priority-is-read.ts';
import { checkShedHasDeadline } from './shed-has-deadline.ts';

/** What lets requests in, beside what is stated of them. */
export function checkAdmission(
  top: {
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
  checkShedHasDeadline(top.admission, workloads, reporter);
  checkPriorityIsRead(top, workloads, pools, reporter);
}

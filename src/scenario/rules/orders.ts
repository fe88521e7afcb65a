import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';
import { checkEdfHasDeadline } from './edf-has-deadline.ts';
import { checkOrderSetsApart } from './order-sets-apart.ts';
import { checkSharesNameWorkloads } from './shares-name-workloads.ts';

interface Judged {
  readonly wrong: readonly string[];
}

/** What the pools' schedulers ask of the workloads; not judged where a workload is wrong already. */
export function checkOrders(
  workloads: readonly (Judged & { readonly workload: Workload })[],
  pools: readonly (Judged & { readonly pool: Pool; readonly path: Path })[],
  reporter: Reporter,
): void {
  if (workloads.some(({ wrong }) => wrong.length > 0)) return;
  const all = workloads.map(({ workload }) => workload);
  const ordered = pools.filter(({ wrong }) => !touches(wrong, ['engine', 'serves']));
  checkEdfHasDeadline(ordered, all, reporter);
  checkOrderSetsApart(ordered, all, reporter);
  checkSharesNameWorkloads(ordered, all, reporter);
}

import { checkPriorityIsRead } from './priority-is-read.ts';
import { checkShedHasDeadline } from './shed-has-deadline.ts';
import { checkTierShedsSomebody } from './tier-sheds-somebody.ts';

/** What lets requests in, beside what is stated of them. */
export function checkAdmission(
  ...[top, workloads, pools, reporter]: Parameters<typeof checkPriorityIsRead>
): void {
  checkShedHasDeadline(top.admission, workloads, reporter);
  checkTierShedsSomebody(top.admission, workloads, reporter);
  checkPriorityIsRead(top, workloads, pools, reporter);
}

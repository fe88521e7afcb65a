import type { RequestView } from '../request-view.ts';

/** A workload's number is below this: as many as a scenario may have. */
const MOST_WORKLOADS = 1024;

/** Whose requests belong together: those of a tenant of a workload, since requests name no session. */
export function sessionKey({ tenant, workload }: RequestView): number {
  return tenant * MOST_WORKLOADS + workload;
}

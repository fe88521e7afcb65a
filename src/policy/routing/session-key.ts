import type { RequestView } from '../request-view.ts';

/** A workload's number is below this: as many as a scenario may have. */
const MOST_WORKLOADS = 1024;

/** Tenants of a workload are below this: sessions are counted from here on. */
const MOST_TENANTS = 2 ** 24;

/** Whose requests belong together: those of a session, or of a tenant of a workload where requests name no session. */
export function sessionKey({ session, tenant, workload }: RequestView): number {
  const who = session >= 0 ? MOST_TENANTS + session : tenant;
  return who * MOST_WORKLOADS + workload;
}

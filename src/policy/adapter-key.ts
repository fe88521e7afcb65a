import type { RequestView } from './request-view.ts';

/** More tenants than a workload can have. */
const TENANTS = 2 ** 32;

/** The adapter that a request runs with where each tenant of each workload has one of its own: a number that no other has. */
export function adapterKey({ workload, tenant }: Pick<RequestView, 'workload' | 'tenant'>): number {
  return workload * TENANTS + tenant;
}

import type { RequestView } from '../request-view.ts';
import type { SchedulerOptions } from './port.ts';

/** Number of the tenant or workload whose share a request takes from. */
export function flowOf(request: RequestView, { by }: SchedulerOptions['fairness']): number {
  return by === 'tenant' ? request.tenant : request.workload;
}

/** Share of a tenant or workload relative to the others. */
export function shareOf(flow: number, { shares }: SchedulerOptions['fairness']): number {
  return shares[flow] ?? 1;
}

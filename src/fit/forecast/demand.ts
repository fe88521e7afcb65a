import type { ForecastFile } from '../../scenario/forecast-file/schema.ts';

/** Days of a month, on average. */
export const daysPerMonth = 365.25 / 12;
/** Nobody plans for longer: a break-even beyond it is none. */
const mostMonths = 1200;

type Demand = ForecastFile['demand'];

/** Requests of a month, from 0. */
export function requestsIn({ requestsPerDay, growthPerMonth }: Demand, month: number): number {
  return requestsPerDay * daysPerMonth * (1 + growthPerMonth) ** month;
}

/** Requests of the whole life. */
export function lifetimeRequests(demand: Demand, factor: number): number {
  const months = [...Array(demand.months).keys()];
  return months.reduce((sum, month) => sum + factor * requestsIn(demand, month), 0);
}

/** Day on which so many requests have been served; null where demand never gets there in a hundred years. */
export function dayOf(requests: number, demand: Demand, factor: number): number | null {
  let served = 0;
  for (let month = 0; month < mostMonths; month++) {
    const own = factor * requestsIn(demand, month);
    if (served + own >= requests) return (month + (requests - served) / own) * daysPerMonth;
    served += own;
  }
  return null;
}

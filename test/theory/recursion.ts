/** What a queue is given: when each request comes, in order, and how long it is served. */
export interface Demand {
  readonly arrivalSeconds: readonly number[];
  readonly serviceSeconds: readonly number[];
}

/**
 * Waits in G/G/c, first come first served, request by request: each takes the server that is free first (J. Kiefer and
 * J. Wolfowitz, 1955; for one server D. Lindley, 1952). Knows no steps and no events.
 */
export function waitsByRecursion(
  { arrivalSeconds, serviceSeconds }: Demand,
  servers: number,
): number[] {
  /** When each server is free, the first of them first. */
  const free = new Array<number>(servers).fill(0);
  return arrivalSeconds.map((arrival, i) => {
    const start = Math.max(arrival, free[0]!);
    const end = start + serviceSeconds[i]!;
    let place = 0;
    while (place + 1 < servers && free[place + 1]! < end) {
      free[place] = free[place + 1]!;
      place++;
    }
    free[place] = end;
    return start - arrival;
  });
}

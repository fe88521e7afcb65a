import type { BytesPerSecond } from '../../base/units.ts';

/** A flow as the allocation sees it. */
export interface SharedFlow {
  /** Links that it crosses, each once. */
  readonly path: readonly number[];
  /** What it takes at most, whatever its links leave it. */
  readonly mostBytesPerSecond: BytesPerSecond;
  /** How many flows these are, all over the same links, each with the rate that is worked out; one where absent. */
  readonly count?: number;
}

const none: SharedFlow = { path: [], mostBytesPerSecond: 0 };

/** Shares that differ by less, relative to each other, are one: sums of floats. */
const TOLERANCE = 1e-12;

/**
 * Max–min fair rates: nobody can have more without somebody who has no more than that having less. Progressive filling:
 * all rates grow alike until a link is full or a flow has what it takes at most; whoever is held by it stays there, and
 * the others go on (D. Bertsekas and R. Gallager, Data Networks, 2nd ed. 1992, 6.5.2). `capacityOf` is asked once per
 * link; a link without capacity leaves its flows nothing. Flows that cross no link have all that they take.
 */
export function maxMinRates(
  flows: readonly SharedFlow[],
  capacityOf: (link: number) => BytesPerSecond,
): Float64Array {
  const rates = new Float64Array(flows.length);
  const left = new Map<number, number>();
  const users = new Map<number, number>();
  for (const { path, count = 1 } of flows) {
    for (const link of path) {
      users.set(link, (users.get(link) ?? 0) + count);
      if (!left.has(link)) left.set(link, capacityOf(link));
    }
  }
  let growing = flows.map((_, index) => index);
  let level = 0;
  while (growing.length > 0) {
    let next = Number.POSITIVE_INFINITY;
    for (const [link, count] of users) {
      if (count > 0) next = Math.min(next, level + Math.max(0, left.get(link) ?? 0) / count);
    }
    for (const index of growing) next = Math.min(next, flows[index]?.mostBytesPerSecond ?? 0);
    if (next === Number.POSITIVE_INFINITY) {
      for (const index of growing) rates[index] = next;
      break;
    }
    const full = new Set<number>();
    for (const [link, count] of users) {
      if (count === 0) continue;
      const rest = (left.get(link) ?? 0) - (next - level) * count;
      left.set(link, rest);
      if (rest <= TOLERANCE * count * next || rest <= 0) full.add(link);
    }
    const on: number[] = [];
    for (const index of growing) {
      const { path, mostBytesPerSecond, count = 1 } = flows[index] ?? none;
      const isHeld =
        mostBytesPerSecond <= next * (1 + TOLERANCE) || path.some((link) => full.has(link));
      if (!isHeld) {
        on.push(index);
        continue;
      }
      rates[index] = next;
      for (const link of path) users.set(link, (users.get(link) ?? count) - count);
    }
    growing = on;
    level = next;
  }
  return rates;
}

import type { SummaryInput } from './input.ts';

/** From here on the cores of a host are as good as all taken (assumed: what is left is the ends of queues). */
const STARVED = 0.95;

/** CPU cores of a pool's nodes, or of those that it offloads to, over the window. */
export interface HostUse {
  readonly pool: string;
  readonly offloaded: boolean;
  readonly cores: number;
  /** Share of the cores that work, or wait with the first in the queue for more. */
  readonly taken: number;
  /** Requests that wait for cores, mean. */
  readonly waiting: number;
  /** All cores are taken, and somebody waits. */
  readonly starved: boolean;
}

/** How busy the hosts were; empty without host stages. */
export function hostUses({ compiled, totals }: SummaryInput): readonly HostUse[] {
  const { host, startSeconds, endSeconds } = totals.window;
  const seconds = endSeconds - startSeconds;
  if (host === undefined || !(seconds > 0)) return [];
  return host.map(({ pool, offloaded, cores, takenCoreSeconds, waitingSeconds }) => {
    const taken = takenCoreSeconds / (cores * seconds);
    const waiting = waitingSeconds / seconds;
    const name = compiled.pools[pool]?.name ?? '';
    return {
      pool: name,
      offloaded,
      cores,
      taken,
      waiting,
      starved: taken >= STARVED && waiting > 0,
    };
  });
}

/** Share of all cores with stages that are taken; null where the window has no length, absent without stages. */
export function hostCores(input: SummaryInput): { readonly hostCores?: number | null } {
  if (input.totals.window.host === undefined) return {};
  const uses = hostUses(input);
  const cores = uses.reduce((sum, use) => sum + use.cores, 0);
  const taken = uses.reduce((sum, use) => sum + use.taken * use.cores, 0);
  return { hostCores: cores > 0 ? taken / cores : null };
}

/** The host that keeps requests waiting most; null where none is starved. */
export function starvedHost(input: SummaryInput): string | null {
  const [worst] = hostUses(input)
    .filter(({ starved }) => starved)
    .sort((a, b) => b.waiting - a.waiting);
  if (worst === undefined) return null;
  const place = worst.offloaded
    ? `CPU nodes that ${worst.pool} offloads to`
    : `hosts of ${worst.pool}`;
  const percent = (100 * worst.taken).toFixed(0);
  return `${percent} % of the ${worst.cores} CPU cores of the ${place} are taken, and ${worst.waiting.toFixed(1)} requests wait for them on average`;
}

import type { Pool, Scenario, Workload } from '../scenario/scenario.ts';

/** The sites that pools stand in, in order of name. */
export interface CompiledSites {
  readonly names: readonly string[];
  /** Number of the site of each pool. */
  readonly ofPool: readonly number[];
  /** By workload and site: seconds from client to site, one way; absent where no client is far from any. */
  readonly oneWaySeconds?: readonly (readonly number[])[];
}

/** Turns names into numbers; nothing where all pools stand in one place. */
export function compileSites(
  { sites }: Pick<Scenario, 'sites'>,
  pools: readonly Pool[],
  workloads: readonly Workload[],
): { readonly sites?: CompiledSites } {
  if (sites === undefined) return {};
  const oneWaySeconds = workloads.map(({ region }) =>
    sites.map(({ latencySeconds }) => (region === undefined ? 0 : (latencySeconds[region] ?? 0))),
  );
  const isFar = oneWaySeconds.flat().some((seconds) => seconds > 0);
  return {
    sites: {
      names: sites.map(({ name }) => name),
      ofPool: pools.map((pool) => sites.findIndex((site) => site.pools.includes(pool.name))),
      ...(isFar && { oneWaySeconds }),
    },
  };
}

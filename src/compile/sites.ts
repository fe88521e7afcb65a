import type { Pool, Scenario } from '../scenario/scenario.ts';

/** The sites that pools stand in, in order of name. */
export interface CompiledSites {
  readonly names: readonly string[];
  /** Number of the site of each pool. */
  readonly ofPool: readonly number[];
}

/** Turns names into numbers; nothing where all pools stand in one place. */
export function compileSites(
  { sites }: Pick<Scenario, 'sites'>,
  pools: readonly Pool[],
): { readonly sites?: CompiledSites } {
  if (sites === undefined) return {};
  return {
    sites: {
      names: sites.map(({ name }) => name),
      ofPool: pools.map((pool) => sites.findIndex((site) => site.pools.includes(pool.name))),
    },
  };
}

import type { Salvaged } from '../salvage.ts';
import type { RawTop } from '../schema/top.ts';
import type { PoolContext } from './pool-context.ts';
import { surroundings } from './sites.ts';

/** What the blocks beside the pools mean for them. */
export function aroundPools(
  top: Salvaged<RawTop>,
): Pick<PoolContext, 'inCluster' | 'surroundingsOf' | 'ideal'> {
  return {
    inCluster: top.value !== null && top.value.cluster !== 'none',
    surroundingsOf: surroundings(top),
    ideal: top.value?.ideal ?? [],
  };
}

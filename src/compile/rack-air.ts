import { mostNodeWatts } from '../physics/facility/node-power.ts';
import type { Recirculation } from '../physics/facility/recirculation.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';
import { type CompiledFacility, compileFacility, type PoolPremises } from './facility.ts';

/** The replicas of one rack, which breathe in what they have breathed out together. */
export interface CompiledRackAir extends Recirculation {
  /** Over all pools. */
  readonly replicas: readonly number[];
  readonly premises: Pick<
    PoolPremises,
    'sheet' | 'nodesPerReplica' | 'acceleratorWattsPerNode' | 'fanShare'
  >;
  /** What the nodes of all its replicas take at the most. */
  readonly mostWatts: number;
}

/** What must be known of a compiled pool; CompiledPool fits. */
interface StandingPool {
  readonly firstReplica: number;
  readonly replicas: number;
  readonly limitWatts: number;
  readonly acceleratorsPerReplica: number;
}

/** The facility, or those of the sites, and the air of their racks; nothing where none is stated. */
export function compilePremises(
  scenario: Pick<Scenario, 'facility' | 'sites'>,
  pools: readonly Pool[],
  compiled: readonly StandingPool[],
): { readonly facility?: CompiledFacility; readonly rackAir?: readonly CompiledRackAir[] } {
  const { facility } = compileFacility(scenario, pools, compiled);
  if (facility === undefined) return {};
  const racks = compiled.flatMap((each, index) =>
    racksOf(each, pools[index]?.cooling?.recirculation, facility.pools[index]),
  );
  return { facility, ...(racks.length > 0 && { rackAir: racks }) };
}

/**
 * The racks of a pool, each filled with whole replicas; the racks of a replica that is larger than one are alike, and count
 * as one. Empty where nobody follows what comes back.
 */
function racksOf(
  { firstReplica, replicas }: StandingPool,
  recirculation: Recirculation | undefined,
  premises: PoolPremises | undefined,
): CompiledRackAir[] {
  if (recirculation === undefined || premises === undefined) return [];
  const { sheet, nodesPerReplica, nodesPerRack, acceleratorWattsPerNode, fanShare } = premises;
  const size = Math.max(1, Math.floor(nodesPerRack / nodesPerReplica));
  const most = nodesPerReplica * mostNodeWatts(sheet, acceleratorWattsPerNode, fanShare);
  return Array.from({ length: Math.ceil(replicas / size) }, (_, i) => {
    const length = Math.min(size, replicas - i * size);
    return {
      ...recirculation,
      replicas: Array.from({ length }, (__, j) => firstReplica + i * size + j),
      premises: { sheet, nodesPerReplica, acceleratorWattsPerNode, fanShare },
      mostWatts: length * most,
    };
  });
}

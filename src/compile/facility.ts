import { assert } from '../base/assert.ts';
import { type CoolingPlant, coolingFacts } from '../physics/facility/cooling-plant.ts';
import { mostNodeWatts, type NodeSheet } from '../physics/facility/node-power.ts';
import {
  type OwnershipTerms,
  type OwnershipUsd,
  ownershipUsd,
  SECONDS_PER_YEAR,
} from '../physics/facility/ownership.ts';
import type { Profile } from '../physics/facility/profile.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';

/** The building around the pools as the meter reads it. */
export interface CompiledFacility {
  readonly plant: CoolingPlant;
  readonly wetBulbCelsius: Profile;
  readonly usdPerKwh: Profile;
  readonly gramsPerKwh: Profile;
  /** Time of day when the run starts. */
  readonly startSeconds: number;
  readonly meterSeconds: number;
  /** Power of a rack, and nodes in it. */
  readonly rackWatts: number;
  /** By pool. */
  readonly pools: readonly PoolPremises[];
}

/** What a pool's accelerators stand in. */
export interface PoolPremises {
  readonly sheet: NodeSheet;
  /** Nodes of one replica: less than 1 where several share a node. */
  readonly nodesPerReplica: number;
  /** What the accelerators of a node take at most. */
  readonly acceleratorWattsPerNode: number;
  readonly fanShare: number;
  readonly nodes: number;
  readonly nodesPerRack: number;
  readonly racks: number;
  /** What its nodes take at most. */
  readonly designWatts: number;
  /** Of a year; null where no price of a node is known. */
  readonly ownedUsd: OwnershipUsd | null;
  /** CO2-equivalent of making its nodes, over their life. */
  readonly embodiedGramsPerSecond: number;
}

/** What must be known of a compiled pool; CompiledPool fits. */
interface SizedPool {
  readonly replicas: number;
  readonly limitWatts: number;
  readonly acceleratorsPerReplica: number;
}

/** Turns the facility into figures per pool; nothing where none is stated. */
export function compileFacility(
  scenario: Scenario,
  pools: readonly Pool[],
  compiled: readonly SizedPool[],
): { readonly facility?: CompiledFacility } {
  const spec = scenario.facility;
  if (spec === undefined) return {};
  const { cooling, electricity, rack, ownership } = spec;
  const premises = pools.map((pool, index): PoolPremises => {
    const node = spec.nodes[pool.name];
    const own = compiled[index];
    assert(node !== undefined && own !== undefined, `pool ${pool.name} stands in no node`);
    const { replicas, limitWatts, acceleratorsPerReplica } = own;
    const nodesPerReplica = acceleratorsPerReplica / node.accelerators;
    const acceleratorWattsPerNode = limitWatts / nodesPerReplica;
    const { nodeFanShare: fanShare } = coolingFacts[cooling.kind];
    const nodeWatts = mostNodeWatts(node.sheet, acceleratorWattsPerNode, fanShare);
    const nodesPerRack = rack.nodes ?? Math.floor(rack.powerLimitWatts / nodeWatts);
    const nodes = replicas * nodesPerReplica;
    const designWatts = nodes * nodeWatts;
    return {
      sheet: node.sheet,
      nodesPerReplica,
      acceleratorWattsPerNode,
      fanShare,
      nodes,
      nodesPerRack,
      racks: nodes / nodesPerRack,
      designWatts,
      // what is rented is not owned
      ownedUsd: ownedUsd(
        ownership,
        pool.billing === undefined ? node.priceUsd : null,
        nodes,
        designWatts,
      ),
      embodiedGramsPerSecond:
        (nodes * node.sheet.embodiedGrams) / (ownership.nodeYears * SECONDS_PER_YEAR),
    };
  });
  return {
    facility: {
      plant: {
        kind: cooling.kind,
        supplyCelsius: cooling.supplyCelsius,
        designWatts: premises.reduce((sum, each) => sum + each.designWatts, 0),
      },
      wetBulbCelsius: cooling.wetBulbCelsius,
      ...electricity,
      startSeconds: spec.startSeconds,
      meterSeconds: spec.meterSeconds,
      rackWatts: rack.powerLimitWatts,
      pools: premises,
    },
  };
}

function ownedUsd(
  terms: OwnershipTerms,
  priceUsd: number | null,
  nodes: number,
  designWatts: number,
): OwnershipUsd | null {
  return priceUsd === null ? null : ownershipUsd(terms, nodes * priceUsd, designWatts);
}

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
import type { FacilitySpec } from '../scenario/facility.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';

/** The buildings around the pools as the meter reads them. */
export interface CompiledFacility {
  readonly meterSeconds: number;
  /** One, or where sites are told apart as many as there are, in their order. */
  readonly buildings: readonly [Building, ...Building[]];
  /** By pool. */
  readonly pools: readonly PoolPremises[];
}

/** One building with its plant, its weather and its contract for electricity. */
export interface Building {
  /** Numbers of the pools in it. */
  readonly pools: readonly number[];
  readonly plant: CoolingPlant;
  /** Wet bulb of towers, dry bulb of dry coolers. */
  readonly outsideCelsius: Profile;
  readonly usdPerKwh: Profile;
  readonly gramsPerKwh: Profile;
  /** Time of day when the run starts. */
  readonly startSeconds: number;
  /** Power of a rack. */
  readonly rackWatts: number;
}

/** What a pool's accelerators stand in. */
export interface PoolPremises {
  /** Number of its building. */
  readonly building: number;
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

/** Turns the facility, or those of the sites, into figures per pool; nothing where none is stated. */
export function compileFacility(
  { facility, sites }: Pick<Scenario, 'facility' | 'sites'>,
  pools: readonly Pool[],
  compiled: readonly SizedPool[],
): { readonly facility?: CompiledFacility } {
  const specs = sites?.map((site) => site.facility) ?? (facility === undefined ? [] : [facility]);
  const [first] = specs;
  if (first === undefined) return {};
  const buildingOf = ({ name }: Pool) => sites?.findIndex((site) => site.pools.includes(name)) ?? 0;
  const premises = pools.map((pool, index) => {
    const building = buildingOf(pool);
    const [spec, own] = [specs[building], compiled[index]];
    assert(spec !== undefined && own !== undefined, `pool ${pool.name} stands in no site`);
    return { building, ...premisesOf(spec, pool, own) };
  });
  const buildings = specs.map((spec, building) => buildingFor(spec, building, premises));
  return {
    facility: {
      meterSeconds: first.meterSeconds,
      buildings: buildings as [Building, ...Building[]],
      pools: premises,
    },
  };
}

function buildingFor(
  { cooling, electricity, rack, startSeconds }: FacilitySpec,
  building: number,
  premises: readonly PoolPremises[],
): Building {
  const pools = premises.flatMap((each, pool) => (each.building === building ? [pool] : []));
  return {
    pools,
    plant: {
      kind: cooling.kind,
      rejection: cooling.rejection,
      supplyCelsius: cooling.supplyCelsius,
      designWatts: pools.reduce((sum, pool) => sum + (premises[pool]?.designWatts ?? 0), 0),
    },
    outsideCelsius: cooling.outsideCelsius,
    ...electricity,
    startSeconds,
    rackWatts: rack.powerLimitWatts,
  };
}

function premisesOf(
  { cooling, rack, ownership, nodes: stated }: FacilitySpec,
  pool: Pool,
  { replicas, limitWatts, acceleratorsPerReplica }: SizedPool,
): Omit<PoolPremises, 'building'> {
  const node = stated[pool.name];
  assert(node !== undefined, `pool ${pool.name} stands in no node`);
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
}

function ownedUsd(
  terms: OwnershipTerms,
  priceUsd: number | null,
  nodes: number,
  designWatts: number,
): OwnershipUsd | null {
  return priceUsd === null ? null : ownershipUsd(terms, nodes * priceUsd, designWatts);
}

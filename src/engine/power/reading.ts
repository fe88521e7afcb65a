import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Building, CompiledFacility, PoolPremises } from '../../compile/facility.ts';
import { loopHeat } from '../../physics/facility/cooling-plant.ts';
import { nodePower } from '../../physics/facility/node-power.ts';
import { JOULES_PER_KWH, SECONDS_PER_YEAR, totalUsd } from '../../physics/facility/ownership.ts';
import { meanOver } from '../../physics/facility/profile.ts';
import { sitePower } from '../../physics/facility/site-power.ts';
import { add, type FacilityTotals } from '../../record/facility-totals.ts';
import { type HallChange, type HallState, hallChange, usualHall } from '../fleet/hall-heat.ts';
import type { EngineReplica } from '../replica/port.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';
import type { ReplicaJoules } from './premises-ledger.ts';

/** Of every replica, as of one instant: what a meter at its socket would show. */
export interface Sockets {
  readonly joules: Float64Array;
  readonly busySeconds: Float64Array;
  readonly unpoweredSeconds: Float64Array;
  /** The halls that they stand in; null where nothing befalls the cooling, and where nothing has been read. */
  readonly halls: readonly (HallState | null)[];
}

/** Sockets at which nothing has been read. */
export function unread(replicas: number): Sockets {
  const zeros = () => new Float64Array(replicas);
  return {
    joules: zeros(),
    busySeconds: zeros(),
    unpoweredSeconds: zeros(),
    halls: Array.from({ length: replicas }, () => null),
  };
}

/** Reads every replica's socket at `seconds`, which is now or lies in every stretch in progress; changes nothing. */
export function readSockets(replicas: readonly EngineReplica[], seconds: number): Sockets {
  const halls = new Map<unknown, HallState>();
  for (const { life } of replicas) {
    if (life.hall !== null && !halls.has(life.hall)) halls.set(life.hall, life.hall.at(seconds));
  }
  const read = {
    ...unread(replicas.length),
    halls: replicas.map(({ life }) => halls.get(life.hall) ?? null),
  };
  for (const [index, replica] of replicas.entries()) {
    const sums = new ReplicaSums();
    replica.sumsAt(seconds, sums);
    const { life, pool } = replica;
    const idle = life.idleJoules(pool.spec.idleWatts, seconds, sums.busySeconds);
    read.joules[index] = sums.prefillJoules + sums.decodeJoules + idle + life.leakedJoules(seconds);
    read.busySeconds[index] = sums.busySeconds;
    read.unpoweredSeconds[index] = life.unpoweredSeconds(seconds);
  }
  return read;
}

/** What a pool's nodes took between two readings of their sockets. */
export interface PoolReading {
  readonly acceleratorJoules: number;
  readonly itJoules: number;
  readonly computeJoules: number;
  /** What became of its hall's heat; null where nothing befalls the cooling. */
  readonly hall: HallChange | null;
}

/** Nodes of one pool over `length` seconds, each at the mean power of its replica while that had power; `by` is given each one's. */
export function readPool(
  scenario: CompiledScenario,
  facility: CompiledFacility,
  pool: number,
  length: number,
  from: Sockets,
  to: Sockets,
  by?: ReplicaJoules,
): PoolReading {
  const { firstReplica, replicas } = scenario.pools[pool]!;
  const premises = facility.pools[pool]!;
  const { sheet, nodesPerReplica, acceleratorWattsPerNode, fanShare } = premises;
  let acceleratorJoules = 0;
  let itJoules = 0;
  let computeJoules = 0;
  for (let i = firstReplica; i < firstReplica + replicas; i++) {
    const joules = to.joules[i]! - from.joules[i]!;
    const seconds = length - (to.unpoweredSeconds[i]! - from.unpoweredSeconds[i]!);
    acceleratorJoules += joules;
    if (!(seconds > 0)) continue;
    // over next to no time, the difference of two sums can come out below nothing
    const watts = Math.max(0, joules) / (seconds * nodesPerReplica);
    const busy = (to.busySeconds[i]! - from.busySeconds[i]!) / seconds;
    const power = nodePower(sheet, watts, acceleratorWattsPerNode, busy, fanShare);
    const it = power.itWatts * seconds * nodesPerReplica;
    const compute = power.computeWatts * seconds * nodesPerReplica;
    itJoules += it;
    computeJoules += compute;
    if (by === undefined) continue;
    by.acceleratorJoules[i] = joules;
    by.itJoules[i] = it;
    by.computeJoules[i] = compute;
  }
  const [before, after] = [from.halls[firstReplica] ?? null, to.halls[firstReplica] ?? null];
  const hall = after === null ? null : hallChange(before ?? usualHall, after, length);
  return { acceleratorJoules, itJoules, computeJoules, hall };
}

/**
 * What all buildings took, emitted and cost over an interval in which their pools took so much, and before which their
 * halls held so much heat each, in joules.
 */
export function readBuildings(
  facility: CompiledFacility,
  from: number,
  to: number,
  pools: readonly PoolReading[],
  held: readonly number[],
): FacilityTotals {
  const [first, ...others] = facility.buildings.map((building) =>
    readBuilding(facility, building, from, to, pools, held),
  );
  if (others.length === 0) return first!;
  const sites = [first!, ...others];
  return { ...others.reduce((sum, site) => add(sum, site), first!), sites };
}

function readBuilding(
  facility: CompiledFacility,
  building: Building,
  from: number,
  to: number,
  pools: readonly PoolReading[],
  held: readonly number[],
): FacilityTotals {
  const length = to - from;
  const start = building.startSeconds + from;
  const end = building.startSeconds + to;
  const sum = (of: (pool: PoolReading) => number) =>
    building.pools.reduce((total, pool) => total + of(pools[pool]!), 0);
  const sumOf = (of: (premises: PoolPremises) => number) =>
    building.pools.reduce((total, pool) => total + of(facility.pools[pool]!), 0);
  const itJoules = sum((pool) => pool.itJoules);
  const outside = meanOver(building.outsideCelsius, start, end);
  const share = (of: (hall: HallChange) => number) => {
    const joules = sum(({ hall, itJoules: own }) => (hall === null ? 0 : own * of(hall)));
    return itJoules > 0 ? Math.min(1, joules / itJoules) : 0;
  };
  const heat = heldBy(building, itJoules, length, pools, held);
  const out = {
    chiller: share((hall) => hall.out.chiller),
    plant: share((hall) => hall.out.plant),
    unmet: share((hall) => hall.unmet),
    returnedWatts: heat.returnedJoules / length,
  };
  const site = sitePower(building.plant, itJoules / length, outside, out);
  const facilityJoules = site.facilityWatts * length;
  const kilowattHours = facilityJoules / JOULES_PER_KWH;
  const owned = sumOf(({ ownedUsd }) => (ownedUsd === null ? Number.NaN : totalUsd(ownedUsd)));
  const embodied = sumOf((each) => each.embodiedGramsPerSecond);
  return {
    acceleratorJoules: sum((pool) => pool.acceleratorJoules),
    itJoules,
    computeJoules: sum((pool) => pool.computeJoules),
    coolingJoules: site.cooling.totalWatts * length,
    lossJoules: site.lossWatts * length,
    facilityJoules,
    waterLitres: site.cooling.litresPerSecond * length,
    energyUsd: kilowattHours * meanOver(building.usdPerKwh, start, end),
    ownedUsd: (owned * length) / SECONDS_PER_YEAR,
    operationalGrams: kilowattHours * meanOver(building.gramsPerKwh, start, end),
    embodiedGrams: embodied * length,
    poolItJoules: pools.map(({ itJoules: own }, pool) => (building.pools.includes(pool) ? own : 0)),
    heldJoules: heat.changes,
  };
}

/** By how much the heat that each hall of a building holds changed, and what they gave back. */
function heldBy(
  { plant, pools: own }: Building,
  itJoules: number,
  length: number,
  pools: readonly PoolReading[],
  held: readonly number[],
): { readonly changes: readonly number[]; readonly returnedJoules: number } {
  const heatPerIt = itJoules > 0 ? (loopHeat(plant, itJoules / length) * length) / itJoules : 0;
  let returnedJoules = 0;
  const changes = pools.map(({ hall, itJoules: joules }, pool) => {
    if (hall === null || !own.includes(pool)) return 0;
    // fans and pumps are heat as well, where they are on
    const taken = joules * (hall.held.chiller * heatPerIt + hall.held.plant);
    const returned = hall.returned * (held[pool]! + taken);
    returnedJoules += returned;
    return taken - returned;
  });
  return { changes, returnedJoules };
}

import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Building, CompiledFacility, PoolPremises } from '../../compile/facility.ts';
import { nodePower } from '../../physics/facility/node-power.ts';
import { JOULES_PER_KWH, SECONDS_PER_YEAR, totalUsd } from '../../physics/facility/ownership.ts';
import { meanOver } from '../../physics/facility/profile.ts';
import { sitePower } from '../../physics/facility/site-power.ts';
import { add, type FacilityTotals } from '../../record/facility-totals.ts';
import type { EngineReplica } from '../replica/port.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';
import type { ReplicaJoules } from './premises-ledger.ts';

/** Of every replica, as of one instant: what a meter at its socket would show. */
export interface Sockets {
  readonly joules: Float64Array;
  readonly busySeconds: Float64Array;
  readonly unpoweredSeconds: Float64Array;
  /** Without the chiller, and without all of the plant. */
  readonly chillerOutSeconds: Float64Array;
  readonly plantOutSeconds: Float64Array;
}

/** Sockets at which nothing has been read. */
export function unread(replicas: number): Sockets {
  const zeros = () => new Float64Array(replicas);
  return {
    joules: zeros(),
    busySeconds: zeros(),
    unpoweredSeconds: zeros(),
    chillerOutSeconds: zeros(),
    plantOutSeconds: zeros(),
  };
}

/** Reads every replica's socket at `seconds`, which is now or lies in every stretch in progress; changes nothing. */
export function readSockets(replicas: readonly EngineReplica[], seconds: number): Sockets {
  const read = unread(replicas.length);
  for (const [index, replica] of replicas.entries()) {
    const sums = new ReplicaSums();
    replica.sumsAt(seconds, sums);
    const { life, pool } = replica;
    const idle = life.idleJoules(pool.spec.idleWatts, seconds, sums.busySeconds);
    read.joules[index] = sums.prefillJoules + sums.decodeJoules + idle + life.leakedJoules(seconds);
    read.busySeconds[index] = sums.busySeconds;
    read.unpoweredSeconds[index] = life.unpoweredSeconds(seconds);
    read.chillerOutSeconds[index] = life.plantOutage?.until('chiller', seconds) ?? 0;
    read.plantOutSeconds[index] = life.plantOutage?.until('plant', seconds) ?? 0;
  }
  return read;
}

/** What a pool's nodes took between two readings of their sockets. */
export interface PoolReading {
  readonly acceleratorJoules: number;
  readonly itJoules: number;
  readonly computeJoules: number;
  /** Of the IT joules, those that came while the chiller was out, and while all of the plant was. */
  readonly chillerOutJoules: number;
  readonly plantOutJoules: number;
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
  let chillerOutJoules = 0;
  let plantOutJoules = 0;
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
    chillerOutJoules += (it * (to.chillerOutSeconds[i]! - from.chillerOutSeconds[i]!)) / length;
    plantOutJoules += (it * (to.plantOutSeconds[i]! - from.plantOutSeconds[i]!)) / length;
    if (by === undefined) continue;
    by.acceleratorJoules[i] = joules;
    by.itJoules[i] = it;
    by.computeJoules[i] = compute;
  }
  return { acceleratorJoules, itJoules, computeJoules, chillerOutJoules, plantOutJoules };
}

/** What all buildings took, emitted and cost over an interval in which their pools took so much. */
export function readBuildings(
  facility: CompiledFacility,
  from: number,
  to: number,
  pools: readonly PoolReading[],
): FacilityTotals {
  const [first, ...others] = facility.buildings.map((building) =>
    readBuilding(facility, building, from, to, pools),
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
  const share = (joules: number) => (itJoules > 0 ? Math.min(1, joules / itJoules) : 0);
  const out = {
    chiller: share(sum((pool) => pool.chillerOutJoules)),
    plant: share(sum((pool) => pool.plantOutJoules)),
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
  };
}

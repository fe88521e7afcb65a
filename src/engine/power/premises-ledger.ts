import { assert } from '../../base/assert.ts';
import type { CompiledScenario } from '../../compile/compiled.ts';
import type { CompiledFacility } from '../../compile/facility.ts';
import type { FacilityTotals } from '../../record/facility-totals.ts';
import type { Recorder, ReplicaRow } from '../../record/port.ts';
import type { NodeRow, RackRow } from '../../record/premises-rows.ts';

/** Joules by replica in one reading. */
export interface ReplicaJoules {
  readonly itJoules: Float64Array;
  readonly computeJoules: Float64Array;
  readonly acceleratorJoules: Float64Array;
}

/** How much of a replica stands in a node. */
interface Part {
  readonly replica: number;
  readonly share: number;
}

/** What a node or a rack took so far, and the most of one reading. */
class Meter {
  hostJoules = 0;
  supplyJoules = 0;
  networkJoules = 0;
  coolingJoules = 0;
  lossJoules = 0;
  peakWatts = 0;
}

interface Node extends Pick<NodeRow, 'node' | 'pool' | 'indexInPool' | 'rack'> {
  /** Number of its building. */
  readonly building: number;
  readonly parts: readonly Part[];
  /** What of it is filled ÷ the same of all nodes in its building. */
  readonly share: number;
  readonly meter: Meter;
}

interface Rack extends Pick<RackRow, 'rack' | 'pool' | 'indexInPool'> {
  readonly nodes: readonly Node[];
  readonly limitWatts: number;
  readonly meter: Meter;
  overshootSeconds: number;
  overshootJoules: number;
}

/** Rounding must not make a node of nothing. */
const NOTHING = 1e-9;

/**
 * What nodes and racks took: the readings of a facility's meter, shared out over where replicas stand. A pool fills its
 * nodes in order, and these its racks; replicas that share a node, or span several, count in each by their accelerators.
 */
export class PremisesLedger {
  readonly #racks: readonly Rack[];

  constructor(scenario: CompiledScenario, facility: CompiledFacility) {
    const racks: Rack[] = [];
    const inBuilding = facility.buildings.map((each) =>
      each.pools.reduce((sum, pool) => sum + facility.pools[pool]!.nodes, 0),
    );
    let node = 0;
    for (const [pool, { firstReplica, replicas }] of scenario.pools.entries()) {
      const { nodesPerReplica, nodesPerRack, building } = facility.pools[pool]!;
      const { rackWatts } = facility.buildings[building]!;
      assert(nodesPerRack >= 1, 'a rack holds no node');
      const nodes = Math.ceil(replicas * nodesPerReplica - NOTHING);
      const first = racks.length;
      for (let i = 0; i < nodes; i++) {
        const indexInPool = Math.floor(i / nodesPerRack);
        const rack = first + indexInPool;
        if (rack === racks.length) racks.push(emptyRack(rack, pool, indexInPool, rackWatts));
        const own = partsOf(i, nodesPerReplica, firstReplica, replicas);
        const filled = own.reduce((sum, { share }) => sum + share * nodesPerReplica, 0);
        (racks[rack]!.nodes as Node[]).push({
          node,
          pool,
          indexInPool: i,
          rack,
          building,
          parts: own,
          share: filled / inBuilding[building]!,
          meter: new Meter(),
        });
        node++;
      }
    }
    this.#racks = racks;
  }

  /** Adds a reading of `length` seconds, in which links and switches between nodes took `networkJoules`. */
  add(length: number, by: ReplicaJoules, networkJoules: number, all: FacilityTotals): void {
    for (const rack of this.#racks) {
      let it = 0;
      for (const node of rack.nodes) {
        const site = all.sites?.[node.building] ?? all;
        it += addTo(node, length, by, networkJoules, site);
      }
      rack.meter.peakWatts = Math.max(rack.meter.peakWatts, it / length);
      const above = it - rack.limitWatts * length;
      if (above <= NOTHING * it) continue;
      rack.overshootSeconds += length;
      rack.overshootJoules += above;
    }
  }

  /** Records nodes and racks at the end of a run, of which `replicas` are the rows. */
  write(replicas: readonly ReplicaRow[], recorder: Recorder): void {
    const rackRows: RackRow[] = [];
    for (const { nodes, meter, ...rack } of this.#racks) {
      const rows = nodes.map((node) => nodeRow(node, replicas));
      for (const row of rows) recorder.node?.(row);
      const sum = (of: (row: NodeRow) => number) => rows.reduce((all, row) => all + of(row), 0);
      const mean = (of: (row: NodeRow) => number) =>
        sum((row) => row.accelerators * of(row)) / sum((row) => row.accelerators);
      rackRows.push({
        ...rack,
        nodes: nodes.length,
        accelerators: sum((row) => row.accelerators),
        busySeconds: mean((row) => row.busySeconds),
        throttledSeconds: mean((row) => row.throttledSeconds),
        prefillJoules: sum((row) => row.prefillJoules),
        decodeJoules: sum((row) => row.decodeJoules),
        idleJoules: sum((row) => row.idleJoules),
        leakedJoules: sum((row) => row.leakedJoules),
        hostJoules: sum((row) => row.hostJoules),
        supplyJoules: sum((row) => row.supplyJoules),
        networkJoules: sum((row) => row.networkJoules),
        coolingJoules: sum((row) => row.coolingJoules),
        lossJoules: sum((row) => row.lossJoules),
        peakWatts: meter.peakWatts,
      });
    }
    for (const row of rackRows) recorder.rack?.(row);
  }
}

function emptyRack(rack: number, pool: number, indexInPool: number, limitWatts: number): Rack {
  const overshoot = { overshootSeconds: 0, overshootJoules: 0 };
  return { rack, pool, indexInPool, limitWatts, nodes: [], meter: new Meter(), ...overshoot };
}

/** The replicas in the i-th node of a pool, and how much of each. */
function partsOf(i: number, perReplica: number, first: number, replicas: number): Part[] {
  const parts: Part[] = [];
  for (let j = Math.max(0, Math.floor(i / perReplica) - 1); j < replicas; j++) {
    const inside = Math.min(i + 1, (j + 1) * perReplica) - Math.max(i, j * perReplica);
    if (j * perReplica >= i + 1) break;
    if (inside > NOTHING) parts.push({ replica: first + j, share: inside / perReplica });
  }
  return parts;
}

/**
 * Adds a reading to a node; returns the IT joules at its socket. What a building takes beside its nodes goes by theirs; while
 * all of them are off, by how much stands in each, as what joins them does.
 */
function addTo(
  node: Node,
  length: number,
  by: ReplicaJoules,
  networkJoules: number,
  site: FacilityTotals,
): number {
  const { meter } = node;
  let it = 0;
  for (const { replica, share } of node.parts) {
    const compute = by.computeJoules[replica]!;
    meter.hostJoules += share * (compute - by.acceleratorJoules[replica]!);
    meter.supplyJoules += share * (by.itJoules[replica]! - compute);
    it += share * by.itJoules[replica]!;
  }
  const network = networkJoules * node.share;
  meter.networkJoules += network;
  const own = site.itJoules > 0 ? (it + network) / site.itJoules : node.share;
  meter.coolingJoules += site.coolingJoules * own;
  meter.lossJoules += site.lossJoules * own;
  meter.peakWatts = Math.max(meter.peakWatts, it / length);
  return it;
}

function nodeRow(
  { parts, meter, building: _, share: __, ...place }: Node,
  replicas: readonly ReplicaRow[],
): NodeRow {
  const sum = (of: (row: ReplicaRow) => number) =>
    parts.reduce((all, { replica, share }) => all + share * of(replicas[replica]!), 0);
  const accelerators = sum((row) => row.accelerators);
  const mean = (of: (row: ReplicaRow) => number) =>
    sum((row) => row.accelerators * of(row)) / accelerators;
  return {
    ...place,
    accelerators,
    busySeconds: mean((row) => row.busySeconds),
    throttledSeconds: mean((row) => row.boards?.throttledSeconds ?? 0),
    prefillJoules: sum((row) => row.prefillJoules),
    decodeJoules: sum((row) => row.decodeJoules),
    idleJoules: sum((row) => row.idleJoules),
    leakedJoules: sum((row) => row.leakedJoules ?? 0),
    ...meter,
  };
}

import type { BytesPerSecond, Joules, Seconds, Watts } from '../../base/units.ts';
import type { Fabric, Link } from '../data-sheets.ts';

/** What a link of the graph is made of. */
export const fabricLinkKinds = ['scale-up', 'host', 'adapter', 'trunk'] as const;
export type FabricLinkKind = (typeof fabricLinkKinds)[number];

/** One direction of one cable, bundle of cables, or port of a switch inside a node. */
export interface FabricLink {
  readonly name: string;
  readonly kind: FabricLinkKind;
  readonly bytesPerSecond: BytesPerSecond;
  readonly latencySeconds: Seconds;
  /** What a bit costs beyond the idle power. */
  readonly joulesPerBit: Joules;
  /** What stands outside the nodes: a port of a switch, with its transceiver. */
  readonly idleWatts: Watts;
}

/** Chips that one scale-up link joins (an HGX board, an NVL72 rack, a box with PCIe slots), and what leads out of them. */
export interface FabricNode {
  readonly chips: number;
  readonly scaleUp: Link;
  /** Between a chip and what is outside its package, each way: its PCIe slot. */
  readonly hostBytesPerSecond: BytesPerSecond;
}

/** One chip of one node, both from 0. */
export interface ChipAddress {
  readonly node: number;
  readonly chip: number;
}

/** An adapter of a node: where a network begins. */
export interface AdapterAddress {
  readonly node: number;
  readonly adapter: number;
}

/** What joins the adapters of all nodes; links are numbered from 0, by themselves. */
export interface Trunks {
  readonly links: readonly FabricLink[];
  /** Equally good ways from one node's adapter to another node's. */
  ways(from: AdapterAddress, to: AdapterAddress): number;
  /** The trunks of one of them, in order; none where both adapters are on one switch. */
  path(from: AdapterAddress, to: AdapterAddress, way: number): readonly number[];
  /** Whether two adapters reach each other without a trunk. */
  shares(from: AdapterAddress, to: AdapterAddress): boolean;
}

/** What a topology is built from. */
export interface TrunkPlan {
  /** Adapters of each node. */
  readonly adapters: readonly number[];
  /** What one adapter sends, and receives. */
  readonly adapterBytesPerSecond: BytesPerSecond;
  /** Bandwidth into a switch from its nodes ÷ bandwidth from it to other switches. */
  readonly oversubscription: number;
  /** A port of a switch with its transceiver. */
  readonly portWatts: Watts;
}

/** Everything that flows cross, from chip to chip. */
export interface FabricGraph {
  readonly links: readonly FabricLink[];
  ways(from: ChipAddress, to: ChipAddress): number;
  /** Links of one way, in order. */
  path(from: ChipAddress, to: ChipAddress, way: number): readonly number[];
  /** What one flow between nodes reaches at most, whatever it crosses. */
  readonly flowBytesPerSecond: BytesPerSecond;
}

/** Chips of the node that the nodes' figures in the catalog are of. */
const CATALOG_NODE_CHIPS = 8;

/**
 * Adapters of a node: one per chip where the fabric's figures grant a node of eight as much as its chips' flows together,
 * else one for all of them.
 */
export function adaptersOf({ chips }: Pick<FabricNode, 'chips'>, fabric: Fabric): number {
  const each = fabric.nodeBandwidth / fabric.bandwidth / CATALOG_NODE_CHIPS;
  return Math.max(1, Math.round(each >= 0.5 ? chips * each : 1));
}

/** What one adapter carries each way: its chip's flow, or all that a node's figures grant it. */
export function adapterBandwidth(fabric: Fabric): BytesPerSecond {
  return fabric.nodeBandwidth / adaptersOf({ chips: CATALOG_NODE_CHIPS }, fabric);
}

/** The adapter that a chip sends by: chips of a node are spread evenly, in order; its number is the rail. */
export function railOf(
  chip: number,
  { chips }: Pick<FabricNode, 'chips'>,
  adapters: number,
): number {
  return Math.floor((chip * adapters) / chips);
}

/** Share of a port's power that it takes whatever it carries (assumed: lasers, serialisers and buffers never rest). */
const IDLE_SHARE = 0.85;

/** One direction of a cable: half of the power of the ports at its ends. */
export function wire(
  name: string,
  kind: FabricLinkKind,
  bytesPerSecond: BytesPerSecond,
  latencySeconds: Seconds,
  watts: Watts,
): FabricLink {
  return {
    name,
    kind,
    bytesPerSecond,
    latencySeconds,
    joulesPerBit: ((1 - IDLE_SHARE) * (watts / 2)) / (8 * bytesPerSecond),
    idleWatts: (IDLE_SHARE * watts) / 2,
  };
}

/** Through one more switch (assumed: 0.3 µs in the switch, and 30 m of cable). */
export const HOP_SECONDS = 0.5e-6;

import { assert } from '../../base/assert.ts';
import type { Fabric } from '../data-sheets.ts';
import {
  adapterBandwidth,
  adaptersOf,
  type ChipAddress,
  type FabricGraph,
  type FabricLink,
  type FabricNode,
  railOf,
  wire,
} from './graph.ts';
import { type Topology, trunksOf } from './topologies.ts';

/** A fabric as plain data: what stands in it and how it is joined. */
export interface FabricPlan {
  readonly topology: Topology;
  readonly oversubscription: number;
  readonly scaleOut: Fabric;
  readonly nodes: readonly FabricNode[];
}

/** A link between chips of one node: 4 pJ/bit (LLMServingSim); its idle power is the chip's and the node's. */
const SCALE_UP_JOULES_PER_BIT = 4e-12;

/** A lane of PCIe (assumed: 5 pJ/bit, of the order of published serialisers for boards). */
const HOST_JOULES_PER_BIT = 5e-12;

/**
 * The graph of a fabric. A chip has its end of the scale-up link and of its host link, each way; a node has adapters,
 * which chips share evenly; switches join the adapters (topologies.ts). Chips of one node exchange over the scale-up
 * link; chips of two nodes cross host link, adapter, trunks, adapter, host link. Where links between chips are slots of
 * PCIe, the scale-up end is the host's.
 *
 * In a rail-optimised fabric, a chip whose node has a scale-up switch sends through the neighbour on the receiver's rail,
 * and so without a spine (PXN of NCCL 2.12).
 *
 * An adapter stands for its cable to the first switch, whose port the power is of: the power of the adapter itself is
 * the node's (catalog/nodes). It carries the exchange's latency, the other links a switch's.
 */
export function buildFabric({
  topology,
  oversubscription,
  scaleOut,
  nodes,
}: FabricPlan): FabricGraph {
  const links: FabricLink[] = [];
  const adapters = nodes.map((node) => adaptersOf(node, scaleOut));
  const bandwidth = adapterBandwidth(scaleOut);
  const first = nodes.map((node, index) => {
    const base = links.length;
    for (let chip = 0; chip < node.chips; chip++) links.push(...chipLinks(node, index, chip));
    for (let adapter = 0; adapter < (adapters[index] ?? 0); adapter++) {
      const name = `node-${index}.adapter-${adapter}`;
      const { alphaSeconds, portWatts } = scaleOut;
      links.push(wire(`${name}.out`, 'adapter', bandwidth, alphaSeconds, portWatts));
      links.push(wire(`${name}.in`, 'adapter', bandwidth, 0, portWatts));
    }
    return base;
  });
  const base = links.length;
  const trunks = trunksOf(topology, {
    adapters,
    adapterBytesPerSecond: bandwidth,
    oversubscription,
    portWatts: scaleOut.portWatts,
  });
  links.push(...trunks.links);
  const ofChip = ({ node, chip }: ChipAddress, which: number) =>
    (first[node] ?? 0) + 4 * chip + which;
  const ofAdapter = (node: number, adapter: number, inward: number) =>
    (first[node] ?? 0) + 4 * (nodes[node]?.chips ?? 0) + 2 * adapter + inward;
  const railAt = ({ node, chip }: ChipAddress) =>
    railOf(chip, nodes[node] ?? { chips: 1 }, adapters[node] ?? 1);
  /** The chip of the sender's node that sends: itself, or the one on the receiver's rail. */
  const senderOf = (from: ChipAddress, to: ChipAddress): ChipAddress => {
    const node = nodes[from.node];
    const count = adapters[from.node] ?? 1;
    const rail = railAt(to);
    if (topology !== 'rail-optimised' || node === undefined || isSlot(node)) return from;
    if (rail >= count || rail === railAt(from)) return from;
    return { node: from.node, chip: Math.ceil((rail * node.chips) / count) };
  };
  const ends = (from: ChipAddress, to: ChipAddress) => {
    const sender = senderOf(from, to);
    return {
      sender,
      out: { node: from.node, adapter: railAt(sender) },
      in: { node: to.node, adapter: railAt(to) },
    };
  };
  return {
    links,
    flowBytesPerSecond: scaleOut.bandwidth,
    ways(from, to) {
      if (from.node === to.node) return 1;
      const at = ends(from, to);
      return trunks.ways(at.out, at.in);
    },
    path(from, to, way) {
      assert(from.node !== to.node || from.chip !== to.chip, 'a chip sends to itself');
      if (from.node === to.node) {
        const slot = isSlot(nodes[from.node] ?? { scaleUp: { id: '' } }) ? 2 : 0;
        return [ofChip(from, slot), ofChip(to, slot + 1)];
      }
      const at = ends(from, to);
      const relayed = at.sender.chip === from.chip ? [] : [ofChip(from, 0), ofChip(at.sender, 1)];
      return [
        ...relayed,
        ofChip(at.sender, 2),
        ofAdapter(from.node, at.out.adapter, 0),
        ...trunks.path(at.out, at.in, way).map((link) => base + link),
        ofAdapter(to.node, at.in.adapter, 1),
        ofChip(to, 3),
      ];
    },
  };
}

/** Whether chips reach each other by their PCIe slots. */
function isSlot({ scaleUp }: { readonly scaleUp: { readonly id: string } }): boolean {
  return scaleUp.id.startsWith('pcie');
}

function chipLinks(node: FabricNode, index: number, chip: number): readonly FabricLink[] {
  const { scaleUp, hostBytesPerSecond } = node;
  const name = `node-${index}.chip-${chip}`;
  const up = {
    kind: 'scale-up',
    bytesPerSecond: scaleUp.bandwidth,
    joulesPerBit: SCALE_UP_JOULES_PER_BIT,
    idleWatts: 0,
  } as const;
  const host = {
    kind: 'host',
    bytesPerSecond: hostBytesPerSecond,
    latencySeconds: 0,
    joulesPerBit: HOST_JOULES_PER_BIT,
    idleWatts: 0,
  } as const;
  return [
    { ...up, name: `${name}.link-out`, latencySeconds: scaleUp.launchSeconds + scaleUp.hopSeconds },
    { ...up, name: `${name}.link-in`, latencySeconds: 0 },
    { ...host, name: `${name}.host-out` },
    { ...host, name: `${name}.host-in` },
  ];
}

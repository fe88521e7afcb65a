import { assert } from '../base/assert.ts';
import type { Bytes, BytesPerSecond, Seconds } from '../base/units.ts';
import {
  type CollectiveLine,
  type CollectivePhase,
  type CollectivePlan,
  planSeconds,
} from './collective-line.ts';
import type { Fabric, Link } from './data-sheets.ts';

export type { CollectivePlan } from './collective-line.ts';
export { planName, planSeconds, planSentBytes } from './collective-line.ts';

/** What chips exchange. A message is the whole buffer: what all hold, or gather, or scatter; of a send, what is sent. */
export const collectiveNames = [
  'all-reduce',
  'all-gather',
  'reduce-scatter',
  'all-to-all',
  'send',
] as const;
export type CollectiveName = (typeof collectiveNames)[number];

/** The chips of one collective. */
export interface CollectiveGroup {
  readonly link: Link;
  readonly chips: number;
  /** An engine's own kernels in CUDA graphs beside the vendor's library, or the library alone. */
  readonly kernels: CollectiveKernels;
  /** Where the group spans nodes: chips in each, and what joins the nodes. */
  readonly nodes?: { readonly chipsPerNode: number; readonly fabric: Fabric };
}

export type CollectiveKernels = 'custom' | 'library';

/** Messages from here on go to the library: the buffers that vLLM's custom all-reduce registers end at 8 MiB. */
const customBelowBytes = 8 * 2 ** 20;

/**
 * A pair has fewer rings than larger groups: its bytes take this much longer in the library. From the same fits as the
 * links' figures, where it came out alike on NVLink 3 and NVLink 4.
 */
const pairSlowness = 1.18;

/**
 * How a group runs a collective.
 *
 * Engines' own all-reduce (vLLM, TensorRT-LLM) on small messages: one-shot, every chip sends the whole message to every
 * other at once, α + (n−1)·m/β; two-shot, reduce-scatter then all-gather, 2α + 2·(n−1)/n·m/β.
 *
 * The library (NCCL and its kin): launch + hops × hop + s + √(ramp·s), s = moved ÷ β. An all-reduce on a ring makes
 * 2(n−1) hops and moves 2(n−1)/n of the message, its halves (all-gather, reduce-scatter) half of both; an all-to-all
 * moves (n−1)/n in pairwise exchanges, charged log₂n hops. The root is what chunking costs: k chunks of a message on a
 * pipeline that takes c to fill last (k + 1)·(c + s/k), at the best k that is c + s + 2·√(c·s). A switch that reduces
 * takes every chip's message once and returns the sum: (1 + 1/n)·m, in floating-point formats.
 *
 * A send is launch + hop + m/β.
 *
 * Sources of the forms: R. Thakur, R. Rabenseifner and W. Gropp, "Optimization of Collective Communication Operations in
 * MPICH", IJHPCA 19(1), 2005. The library's form was chosen by leaving out group sizes (2, 4 or 8 of 1,989 measured
 * rows): median and 90th error 7 and 22 % with the root and the slower pair, 9 and 23 % with the root alone, 10 and 26 %
 * with two protocols of which the quicker counts, 14 and 36 % with a straight line. The switch's bandwidth was held at
 * its own fit throughout.
 */
export function collectivePlan(name: CollectiveName, group: CollectiveGroup): CollectivePlan {
  const { chips, nodes } = group;
  assert(Number.isInteger(chips) && chips >= 1, 'a collective needs a whole number of chips');
  if (chips === 1) return [];
  if (nodes !== undefined && chips > nodes.chipsPerNode) return acrossNodes(name, group, nodes);
  return [{ where: 'link', share: 1, lines: linesInNode(name, group) }];
}

/** The ways to run a collective inside one node. */
function linesInNode(name: CollectiveName, group: CollectiveGroup): readonly CollectiveLine[] {
  const { link, chips, kernels } = group;
  const part = (chips - 1) / chips;
  const belowBytes = Number.POSITIVE_INFINITY;
  if (name === 'send') {
    const fixedSeconds = link.launchSeconds + link.hopSeconds;
    const secondsPerByte = 1 / link.bandwidth;
    return [{ name, fixedSeconds, secondsPerByte, rampSeconds: 0, sentPerByte: 1, belowBytes }];
  }
  const inLibrary = (
    line: CollectiveLine['name'],
    hops: number,
    moved: number,
  ): CollectiveLine => ({
    name: line,
    fixedSeconds: link.launchSeconds + hops * link.hopSeconds,
    secondsPerByte: ((chips === 2 ? pairSlowness : 1) * moved) / link.bandwidth,
    rampSeconds: link.rampSeconds,
    sentPerByte: moved,
    belowBytes,
  });
  if (name === 'all-to-all') return [inLibrary('pairwise', Math.log2(chips), part)];
  if (name !== 'all-reduce') return [inLibrary('ring', chips - 1, part)];
  const ring = inLibrary('ring', 2 * (chips - 1), 2 * part);
  const own = kernels === 'custom' ? directLines(link, chips) : [];
  return [...own, ring, ...inSwitch(link, chips, ring)];
}

function directLines(link: Link, chips: number): readonly CollectiveLine[] {
  const { alphaSeconds, directBandwidth } = link;
  if (directBandwidth === undefined) return [];
  const line = (name: CollectiveLine['name'], exchanges: number, moved: number) => ({
    name,
    fixedSeconds: exchanges * alphaSeconds,
    secondsPerByte: moved / directBandwidth,
    rampSeconds: 0,
    sentPerByte: moved,
    belowBytes: customBelowBytes,
  });
  return [line('one-shot', 1, chips - 1), line('two-shot', 2, (2 * (chips - 1)) / chips)];
}

/** The ring's start-up with the switch's bytes (assumed: large messages alone determine it). */
function inSwitch(link: Link, chips: number, ring: CollectiveLine): readonly CollectiveLine[] {
  if (link.inSwitchBandwidth === undefined) return [];
  const moved = 1 + 1 / chips;
  const secondsPerByte = moved / link.inSwitchBandwidth;
  return [{ ...ring, name: 'in-switch', secondsPerByte, sentPerByte: moved }];
}

/**
 * Across N nodes of g chips, hierarchical: what one node's chips share is put together inside it first, so that a byte
 * crosses the fabric once per node, on all of the node's adapters. An all-reduce is a reduce-scatter inside, an
 * all-reduce between chips of one rank on an m/g-th, an all-gather inside; an all-to-all keeps a g/n-th inside. A send
 * crosses the fabric. Chips of one node share what joins it to the fabric.
 */
function acrossNodes(
  name: CollectiveName,
  group: CollectiveGroup,
  { chipsPerNode, fabric }: NonNullable<CollectiveGroup['nodes']>,
): CollectivePlan {
  const { chips } = group;
  assert(chips % chipsPerNode === 0, 'a collective across nodes needs full nodes');
  const nodes = chips / chipsPerNode;
  const inside = (part: CollectiveName, share: number): CollectivePlan => {
    if (chipsPerNode === 1) return [];
    const lines = linesInNode(part, { ...group, chips: chipsPerNode });
    return [{ where: 'link', share, lines }];
  };
  const between = (part: CollectiveName, share: number): CollectivePhase => {
    const bandwidth = Math.min(fabric.bandwidth, fabric.nodeBandwidth / chipsPerNode);
    return { where: 'fabric', share, lines: linesBetween(part, fabric, nodes, bandwidth) };
  };
  const rail = 1 / chipsPerNode;
  switch (name) {
    case 'send':
      return [
        { where: 'fabric', share: 1, lines: linesBetween(name, fabric, 2, fabric.bandwidth) },
      ];
    case 'all-to-all':
      return [...inside(name, 1 / nodes), between(name, 1)];
    case 'all-gather':
      return [between(name, rail), ...inside(name, 1)];
    case 'reduce-scatter':
      return [...inside(name, 1), between(name, rail)];
    default:
      return [...inside('reduce-scatter', 1), between(name, rail), ...inside('all-gather', 1)];
  }
}

/** Between nodes: a ring, or for an all-reduce a tree, which makes fewer hops and moves a little more. */
function linesBetween(
  name: CollectiveName,
  fabric: Fabric,
  nodes: number,
  bandwidth: BytesPerSecond,
): readonly CollectiveLine[] {
  const part = (nodes - 1) / nodes;
  const line = (way: CollectiveLine['name'], hops: number, moved: number): CollectiveLine => ({
    name: way,
    fixedSeconds: hops * fabric.alphaSeconds,
    secondsPerByte: moved / bandwidth,
    rampSeconds: 0,
    sentPerByte: moved,
    belowBytes: Number.POSITIVE_INFINITY,
  });
  if (name === 'send') return [line('send', 1, 1)];
  if (name === 'all-to-all') return [line('pairwise', Math.log2(nodes), part)];
  if (name !== 'all-reduce') return [line('ring', nodes - 1, part)];
  return [line('ring', 2 * (nodes - 1), 2 * part), line('tree', 2 * Math.log2(nodes), 2)];
}

/**
 * A collective that the host launches by itself, outside a CUDA graph: no quicker than the host. An engine's own
 * all-reduce first copies the message to the buffer that the others see: read once and written once.
 */
export function eagerSeconds(
  plan: CollectivePlan,
  messageBytes: Bytes,
  { link, kernels }: CollectiveGroup,
  copyBandwidth: BytesPerSecond,
): Seconds {
  const copied = kernels === 'custom' ? (2 * messageBytes) / copyBandwidth : 0;
  return Math.max(link.hostLaunchSeconds, copied + planSeconds(plan, messageBytes));
}

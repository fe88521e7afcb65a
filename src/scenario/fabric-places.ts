import { hostLinkOf, links } from '../catalog/index.ts';
import type { ChipAddress, FabricNode } from '../physics/fabric/graph.ts';
import type { FabricPlacement } from './fabric.ts';
import { chipsOf } from './placing.ts';
import type { Pool } from './scenario.ts';

/** Nodes of the graph, and the chips of every replica, by pool in the order given. */
export interface FabricPlaces {
  readonly nodes: readonly FabricNode[];
  readonly chips: readonly (readonly (readonly ChipAddress[])[])[];
}

/**
 * Places replicas on the fewest nodes that hold them all: nodes of one accelerator and size are shared by the pools that
 * have it, pools after each other. A replica has whole nodes, or stands on one node at a multiple of its chips.
 *
 * `pack` fills the first node that has room; `spread` takes the one with most room; `rail-aware` gives each replica the
 * first chips of a node of its own, so that any two reach each other on the rails of the same number, at the price of
 * the chips beside it.
 */
export function placeOnFabric(
  pools: readonly (Pick<Pool, 'accelerator' | 'acceleratorsPerNode' | 'parallelism'> & {
    readonly count: number;
  })[],
  placement: FabricPlacement,
): FabricPlaces {
  const nodes: FabricNode[] = [];
  const places = pools.map((): (readonly ChipAddress[])[] => []);
  const kinds = new Map<string, number[]>();
  for (const [index, { accelerator, acceleratorsPerNode }] of pools.entries()) {
    const kind = `${accelerator.id} ${acceleratorsPerNode}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), index]);
  }
  for (const members of kinds.values()) {
    const wanted = members.flatMap((index) => {
      const pool = pools[index];
      return pool === undefined
        ? []
        : Array.from({ length: pool.count }, () => ({ index, chips: chipsOf(pool) }));
    });
    const first = pools[members[0] ?? 0];
    if (first === undefined) continue;
    const size = first.acceleratorsPerNode;
    const base = nodes.length;
    const sizes = wanted.map(({ chips }) => chips);
    const own = slotsOf(sizes, size, placement);
    for (const [i, { index, chips }] of wanted.entries()) {
      const slot = own[i] ?? 0;
      places[index]?.push(
        Array.from({ length: chips }, (_, chip) => ({
          node: base + Math.floor((slot + chip) / size),
          chip: (slot + chip) % size,
        })),
      );
    }
    const count = Math.max(...own.map((slot, i) => Math.ceil((slot + (sizes[i] ?? 1)) / size)), 1);
    const node = fabricNode(first);
    for (let i = 0; i < count; i++) nodes.push(node);
  }
  return { nodes, chips: places };
}

/** The first chip of each replica, numbered over all nodes. */
function slotsOf(sizes: readonly number[], size: number, placement: FabricPlacement): number[] {
  const packed = fill(sizes, size, Number.POSITIVE_INFINITY, 'pack');
  if (placement === 'pack') return packed;
  if (placement === 'rail-aware') return fill(sizes, size, Number.POSITIVE_INFINITY, placement);
  const nodes = Math.max(...packed.map((slot, i) => Math.ceil((slot + (sizes[i] ?? 1)) / size)), 1);
  return fill(sizes, size, nodes, 'spread');
}

function fill(
  sizes: readonly number[],
  size: number,
  most: number,
  placement: FabricPlacement,
): number[] {
  const free: Set<number>[] = [];
  const add = () => free.push(new Set(Array.from({ length: size }, (_, chip) => chip))) - 1;
  for (let i = 0; Number.isFinite(most) && i < most; i++) add();
  return sizes.map((chips) => {
    if (chips > size)
      return take(free, add, emptyRun(free, Math.ceil(chips / size), size), chips, size);
    const offsets = Array.from({ length: Math.floor(size / chips) }, (_, i) => i * chips);
    const fits = (node: Set<number>, offset: number) =>
      Array.from({ length: chips }, (_, chip) => offset + chip).every((chip) => node.has(chip));
    const order = [...free.keys()];
    if (placement === 'spread') {
      order.sort((a, b) => (free[b]?.size ?? 0) - (free[a]?.size ?? 0) || a - b);
    }
    const open = placement === 'rail-aware' ? [0] : offsets;
    for (const node of order) {
      const offset = open.find((each) => fits(free[node] ?? new Set(), each));
      if (offset !== undefined) return take(free, add, node * size + offset, chips, size);
    }
    return take(free, add, free.length * size, chips, size);
  });
}

/** The first of so many empty nodes in a row; nodes that are not there yet are empty. */
function emptyRun(free: readonly Set<number>[], nodes: number, size: number): number {
  let first = 0;
  for (let node = 0; node < first + nodes && node < free.length; node++) {
    if (free[node]?.size !== size) first = node + 1;
  }
  return first * size;
}

function take(
  free: readonly Set<number>[],
  add: () => number,
  slot: number,
  chips: number,
  size: number,
): number {
  while (free.length * size < slot + chips) add();
  for (let chip = slot; chip < slot + chips; chip++) {
    free[Math.floor(chip / size)]?.delete(chip % size);
  }
  return slot;
}

function fabricNode({
  accelerator,
  acceleratorsPerNode: chips,
}: Pick<Pool, 'accelerator' | 'acceleratorsPerNode'>): FabricNode {
  const scaleUp = (links as Readonly<Record<string, FabricNode['scaleUp']>>)[accelerator.link];
  return {
    chips,
    scaleUp: scaleUp ?? links.pcie5,
    hostBytesPerSecond: hostLinkOf(accelerator)[0],
  };
}

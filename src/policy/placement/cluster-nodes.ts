import { assert } from '../../base/assert.ts';
import type { Placement } from './port.ts';

/** What a node has. */
export interface NodeCapacity {
  /** Id of the chip that it holds. */
  readonly accelerator: string;
  readonly accelerators: number;
  readonly cores: number;
}

/** What a replica needs, all of it for as long as it is there. */
export interface PlaceRequest {
  readonly accelerator: string;
  readonly accelerators: number;
  /** CPU cores; of a replica on several nodes, on each of them by its share of the accelerators. */
  readonly cores: number;
}

/** What a replica holds of one node. */
export interface Holding {
  readonly node: number;
  readonly accelerators: number;
  readonly cores: number;
}

/**
 * The nodes of a cluster and what is free on them. A replica stands on one node; one that needs more accelerators than
 * any node has takes whole nodes, and the rest on one more, all at once or not at all (gang scheduling).
 */
export class ClusterNodes {
  readonly capacities: readonly NodeCapacity[];
  readonly #nodes: {
    readonly capacity: NodeCapacity;
    free: number;
    freeCores: number;
    /** What keeps replicas from being placed there. */
    bars: number;
  }[];

  constructor(capacities: readonly NodeCapacity[]) {
    this.capacities = capacities;
    this.#nodes = capacities.map((capacity) => ({
      capacity,
      free: capacity.accelerators,
      freeCores: capacity.cores,
      bars: 0,
    }));
  }

  /** Accelerators of one kind that nobody holds, on nodes where somebody may be placed. */
  free(accelerator: string): number {
    return this.#nodes.reduce(
      (sum, { capacity, free, bars }) =>
        capacity.accelerator === accelerator && bars === 0 ? sum + free : sum,
      0,
    );
  }

  /** Where a replica could stand now, on nodes that `allows` lets it have; null where it does not fit. */
  find(
    request: PlaceRequest,
    placement: Placement,
    allows: (node: number) => boolean = () => true,
  ): readonly Holding[] | null {
    const own = this.#nodes
      .map(({ capacity, free, freeCores }, node) => ({ ...capacity, node, free, freeCores }))
      .filter(({ accelerator }) => accelerator === request.accelerator);
    const most = own.reduce((top, { accelerators }) => Math.max(top, accelerators), 0);
    if (most === 0) return null;
    const found: Holding[] = [];
    for (let left = request.accelerators; left > 0; left -= most) {
      const accelerators = Math.min(left, most);
      const cores = (request.cores * accelerators) / request.accelerators;
      const fitting = own.filter(
        (each) =>
          each.free >= accelerators &&
          each.freeCores >= cores &&
          this.#nodes[each.node]!.bars === 0 &&
          allows(each.node) &&
          found.every(({ node }) => node !== each.node),
      );
      if (fitting.length === 0) return null;
      const chosen = fitting[placement.choose(fitting)];
      assert(chosen !== undefined, 'a placement chose a node that there is not');
      found.push({ node: chosen.node, accelerators, cores });
    }
    return found;
  }

  take(holdings: readonly Holding[]): void {
    for (const each of holdings) this.#change(each, -1);
  }

  give(holdings: readonly Holding[]): void {
    for (const each of holdings) this.#change(each, 1);
  }

  /** A node has failed, or will: nobody is placed there until as many calls of {@link unbar}. */
  bar(node: number): void {
    this.#nodes[node]!.bars++;
  }

  unbar(node: number): void {
    this.#nodes[node]!.bars--;
  }

  /** The same nodes as they are now, to try things out. */
  copy(): ClusterNodes {
    const copy = new ClusterNodes(this.capacities);
    for (const [i, { free, freeCores, bars }] of this.#nodes.entries()) {
      const node = copy.#nodes[i];
      if (node !== undefined) Object.assign(node, { free, freeCores, bars });
    }
    return copy;
  }

  #change({ node: at, accelerators, cores }: Holding, sign: 1 | -1): void {
    const node = this.#nodes[at];
    assert(node !== undefined, 'there is no such node');
    node.free += sign * accelerators;
    node.freeCores += sign * cores;
    const { accelerators: all } = node.capacity;
    assert(node.free >= 0 && node.free <= all, 'a node has fewer accelerators than none, or more');
  }
}

import { assert } from '../../base/assert.ts';
import type { CompiledCluster, CompiledPool } from '../../compile/compiled.ts';
import { ClusterNodes, type Holding } from '../../policy/placement/cluster-nodes.ts';
import { placements } from '../../policy/placement/index.ts';
import type { Placement } from '../../policy/placement/port.ts';
import { ClusterLedger } from './cluster-ledger.ts';
import { NodeImages } from './node-images.ts';

/**
 * Which replica holds what of which node. A node may be kept for a pool that has others drained there: pools behind it
 * get nothing of that node meanwhile.
 */
export class Places {
  readonly cluster: CompiledCluster;
  readonly nodes: ClusterNodes;
  readonly ledger: ClusterLedger;
  readonly images: NodeImages;
  readonly #placement: Placement;
  readonly #pools: readonly CompiledPool[];
  /** By number of the replica; null where it has no place. */
  readonly #held: (readonly Holding[] | null)[];
  /** Accelerators that each pool holds. */
  readonly #byPool: number[];
  /** Pool that a node is kept for. */
  readonly #keptFor = new Map<number, number>();
  /** Whether accelerators came free that nobody has been offered yet. */
  hasFreed = false;
  /** Whether anybody took or left a place since the books were last kept. */
  hasMoved = false;

  /** Pools that stand are placed first, then those that scale, as far as there is room: in order of priority. */
  constructor(cluster: CompiledCluster, pools: readonly CompiledPool[]) {
    this.cluster = cluster;
    this.nodes = new ClusterNodes(cluster.nodes);
    this.ledger = new ClusterLedger(cluster, this.nodes);
    this.images = new NodeImages();
    this.#placement = placements[cluster.placement];
    this.#pools = pools;
    this.#held = pools.flatMap(({ replicas }) => Array.from({ length: replicas }, () => null));
    this.#byPool = pools.map(() => 0);
    for (const scales of [false, true]) {
      for (const pool of cluster.order) {
        const { scaling, replicas, firstReplica } = pools[pool]!;
        if ((scaling !== undefined) !== scales) continue;
        const wanted = scaling?.initial ?? replicas;
        for (let i = 0; i < wanted; i++) {
          const holdings = this.take(pool, firstReplica + i);
          assert(scales || holdings !== null, 'a replica of a pool that stands has no place');
          this.images.has(holdings ?? [], cluster.images[pool]!);
        }
      }
    }
  }

  /** What a replica holds; null where it has no place. */
  of(replica: number): readonly Holding[] | null {
    return this.#held[replica]!;
  }

  /** Gives a replica of a pool a place; null where none is free. */
  take(pool: number, replica: number): readonly Holding[] | null {
    assert(this.#held[replica] === null, 'a replica takes a second place');
    const request = this.cluster.requests[pool]!;
    if (!this.allowsQuota(pool, request.accelerators)) return null;
    const holdings = this.nodes.find(request, this.#placement, (node) => this.#isOpen(node, pool));
    if (holdings === null) return null;
    this.nodes.take(holdings);
    this.#held[replica] = holdings;
    this.#byPool[pool]! += request.accelerators;
    this.hasMoved = true;
    return holdings;
  }

  /** A replica leaves its place, where it has one. */
  give(pool: number, replica: number): void {
    const holdings = this.#held[replica]!;
    if (holdings === null) return;
    this.nodes.give(holdings);
    this.#held[replica] = null;
    this.#byPool[pool]! -= this.cluster.requests[pool]!.accelerators;
    this.hasFreed = true;
    this.hasMoved = true;
  }

  /** Whether the quotas of a pool let it hold so many accelerators more. */
  allowsQuota(pool: number, more: number): boolean {
    return this.cluster.quotas.every(
      (quota) =>
        !quota.pools.includes(pool) ||
        quota.pools.reduce((sum, each) => sum + this.#byPool[each]!, more) <= quota.accelerators,
    );
  }

  /** Nodes have failed, or will: nobody is placed there until they are back. */
  close(nodes: readonly number[]): void {
    for (const node of nodes) this.nodes.bar(node);
    this.hasMoved = true;
  }

  reopen(nodes: readonly number[]): void {
    for (const node of nodes) this.nodes.unbar(node);
    this.hasFreed = true;
    this.hasMoved = true;
  }

  /** Replicas, of whatever pool, that hold something of these nodes. */
  on(nodes: readonly number[]): readonly number[] {
    const touches = (held: readonly Holding[] | null) =>
      held?.some(({ node }) => nodes.includes(node)) === true;
    return [...this.#held.keys()].filter((replica) => touches(this.#held[replica]!));
  }

  /** Keeps a node for a pool until {@link keepNone}. */
  keep(node: number, pool: number): void {
    this.#keptFor.set(node, pool);
  }

  keepNone(): void {
    this.#keptFor.clear();
  }

  /** Replicas of a pool that have a place. */
  placedOf(pool: number): readonly number[] {
    const { firstReplica, replicas } = this.#pools[pool]!;
    return Array.from({ length: replicas }, (_, i) => firstReplica + i).filter(
      (replica) => this.#held[replica] !== null,
    );
  }

  #isOpen(node: number, pool: number): boolean {
    const owner = this.#keptFor.get(node);
    const { classes } = this.cluster;
    return owner === undefined || classes[pool]! <= classes[owner]!;
  }
}

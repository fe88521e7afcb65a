import type { ClusterNodes, PlaceRequest } from '../../policy/placement/cluster-nodes.ts';
import { placements } from '../../policy/placement/index.ts';
import type { Places } from './places.ts';
import type { ReplicaSet } from './replica-set.ts';

/** Replicas that would have to go for one that waits, and the node that they leave. */
interface Eviction {
  readonly node: number;
  readonly victims: readonly { readonly pool: number; readonly replica: number }[];
}

/**
 * Moves the accelerators of a cluster between pools. What comes free is offered in order of priority. Where the cluster
 * drains for others, a replica that waits has replicas of pools behind it drained on the node where the fewest must go,
 * of the last pools first; no pool is left with fewer than its least. That is what Kubernetes does with priority classes
 * (preemption, with the node nominated meanwhile), but that victims finish their requests.
 */
export class Market {
  readonly places: Places;
  /** By pool; null for pools that stand. */
  readonly #sets: readonly (ReplicaSet | null)[];
  #waiting: readonly number[];

  constructor(places: Places, sets: readonly (ReplicaSet | null)[]) {
    this.places = places;
    this.#sets = sets;
    this.#waiting = sets.map(() => 0);
  }

  /** Something has happened at `seconds`: places may be free now, and replicas may want some. */
  settle(seconds: number): void {
    const places = this.places;
    if (!places.hasMoved && !this.#hasChanged()) return;
    const { order, drains } = places.cluster;
    do {
      places.hasFreed = false;
      for (const pool of order) this.#sets[pool]?.offer(seconds);
      if (drains) this.#drainFor(seconds);
    } while (places.hasFreed);
    places.hasMoved = false;
    this.#waiting = this.#sets.map((set) => set?.waiting ?? 0);
    places.ledger.change(seconds, (pool) => this.#waiting[pool]!);
  }

  #hasChanged(): boolean {
    return this.#sets.some((set, pool) => (set?.waiting ?? 0) !== this.#waiting[pool]!);
  }

  /** Drains what those that wait need beyond what drains already. */
  #drainFor(seconds: number): void {
    const places = this.places;
    const { order, requests } = places.cluster;
    places.keepNone();
    const coming = places.nodes.copy();
    for (const set of this.#sets) {
      for (const replica of set?.draining ?? []) coming.give(places.of(replica)!);
    }
    const placement = placements[places.cluster.placement];
    for (const pool of order) {
      const request = requests[pool]!;
      const waiting = this.#sets[pool]?.waiting ?? 0;
      for (let i = 1; i <= waiting; i++) {
        if (!places.allowsQuota(pool, i * request.accelerators)) break;
        if (coming.find(request, placement) === null) {
          const eviction = this.#cheapest(pool, request, coming);
          if (eviction === null) break;
          for (const { pool: loser, replica } of eviction.victims) {
            coming.give(places.of(replica)!);
            places.ledger.evictions++;
            this.#sets[loser]!.evict(replica, seconds);
          }
        }
        const found = coming.find(request, placement);
        if (found === null) break;
        coming.take(found);
        for (const { node } of found) places.keep(node, pool);
      }
    }
  }

  /** The node that a replica would fit on after the fewest others have left it. */
  #cheapest(pool: number, request: PlaceRequest, coming: ClusterNodes): Eviction | null {
    const places = this.places;
    const { classes, order, placement } = places.cluster;
    const behind = order.filter((each) => classes[each]! > classes[pool]!).reverse();
    const spare = behind.flatMap((each) =>
      (this.#sets[each]?.spare ?? []).map((replica) => ({ pool: each, replica })),
    );
    let best: Eviction | null = null;
    for (const node of places.cluster.nodes.keys()) {
      const victims: Eviction['victims'][number][] = [];
      const after = coming.copy();
      const isThere = (each: number) => each === node;
      const fits = () => after.find(request, placements[placement], isThere) !== null;
      for (const each of spare) {
        if (fits()) break;
        const holdings = places.of(each.replica);
        if (holdings === null || holdings.some((holding) => holding.node !== node)) continue;
        after.give(holdings);
        victims.push(each);
      }
      if (fits() && victims.length < (best?.victims.length ?? Infinity)) best = { node, victims };
    }
    return best;
  }
}

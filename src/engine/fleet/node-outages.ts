import type { CompiledFailure } from '../../compile/compiled.ts';
import type { Fleet } from './fleet.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { Scaling } from './scaling.ts';

/**
 * Nodes of a cluster that fail, and the replicas that come and go and stand on them when they do: nobody is placed there until
 * the nodes are back, and those replicas are wanted elsewhere at once, as far as there is room.
 */
export class NodeOutages {
  readonly #fleet: Fleet;
  readonly #scaling: Scaling | null;

  constructor(fleet: Fleet, scaling: Scaling | null) {
    this.#fleet = fleet;
    this.#scaling = scaling;
  }

  /** Something befalls the nodes of a unit. Returns its outage; null where no pool scales on a cluster. */
  begin(failure: CompiledFailure, unit: number): NodeOutage | null {
    const nodes = failure.nodes?.[unit];
    if (nodes === undefined || this.#scaling?.places == null) return null;
    this.#scaling.places.close(nodes);
    return new NodeOutage(nodes, this.#fleet, this.#scaling);
  }
}

/** One failure of some nodes, from when it is known that they will be gone until they are back. */
export class NodeOutage {
  readonly #nodes: readonly number[];
  readonly #fleet: Fleet;
  readonly #scaling: Scaling;
  /** Replicas that drained when notice was given. */
  readonly #noticed = new Set<number>();

  constructor(nodes: readonly number[], fleet: Fleet, scaling: Scaling) {
    this.#nodes = nodes;
    this.#fleet = fleet;
    this.#scaling = scaling;
  }

  /** Notice is given: replicas there take no more requests. Returns how many took some. */
  announce(seconds: number): number {
    let served = 0;
    for (const [index, set] of this.#sets()) {
      if (!set.vacate(index, seconds)) continue;
      this.#noticed.add(index);
      served++;
    }
    return served;
  }

  /** Replicas that go down with the nodes now. */
  falling(): readonly number[] {
    return this.#sets().map(([index]) => index);
  }

  /** How many of those went on serving until now, and were not told before. */
  interrupted(): number {
    const { replicas } = this.#fleet;
    const surprised = this.falling().filter((index) => !this.#noticed.has(index));
    return surprised.filter((index) => replicas[index]!.life.state !== 'starting').length;
  }

  /** They are down: each is wanted elsewhere. */
  displace(indices: readonly number[], seconds: number): void {
    for (const index of indices) {
      this.#fleet.replicas[index]!.life.enter('down', seconds, false);
      this.#scaling.of(index)!.displace(index, seconds);
    }
  }

  /** The nodes are back. */
  end(): void {
    this.#scaling.places!.reopen(this.#nodes);
  }

  #sets(): (readonly [index: number, set: ReplicaSet])[] {
    return this.#scaling.places!.on(this.#nodes).flatMap((index) => {
      const set = this.#scaling.of(index);
      return set === null ? [] : [[index, set] as const];
    });
  }
}

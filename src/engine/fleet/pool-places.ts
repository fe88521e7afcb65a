import type { CompiledPool } from '../../compile/compiled.ts';
import type { Places } from './places.ts';

/** The places of one pool's replicas in a cluster, and how long their nodes take to bring one up. */
export class PoolPlaces {
  readonly #places: Places;
  readonly #pool: number;
  readonly #meanSeconds: number;
  readonly #imageSeconds: number;

  constructor(places: Places, pool: number, { scaling }: CompiledPool) {
    this.#places = places;
    this.#pool = pool;
    this.#meanSeconds = scaling?.startSeconds ?? 0;
    this.#imageSeconds = scaling?.imageSeconds ?? 0;
  }

  has(replica: number): boolean {
    return this.#places.of(replica) !== null;
  }

  /** Whether a replica found a place, and has it now. */
  take(replica: number): boolean {
    return this.#places.take(this.#pool, replica) !== null;
  }

  give(replica: number): void {
    this.#places.give(this.#pool, replica);
  }

  /**
   * A start of `drawn` seconds on the nodes of a replica: they fetch the image first, as long as it takes in proportion;
   * where they have it that time is saved, and where they are fetching it the rest of it is left.
   */
  startSeconds(replica: number, seconds: number, drawn: number): number {
    const holdings = this.#places.of(replica);
    if (holdings === null || this.#imageSeconds === 0) return drawn;
    const pull = drawn * (this.#imageSeconds / this.#meanSeconds);
    const image = this.#places.cluster.images[this.#pool]!;
    return drawn - pull + this.#places.images.fetch(holdings, image, seconds, pull);
  }
}

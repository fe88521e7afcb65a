import type { Holding } from '../../policy/placement/cluster-nodes.ts';

/**
 * Container images that nodes have, or are fetching: one that a node has is not fetched again, and who comes meanwhile
 * waits for the rest. An image stays.
 */
export class NodeImages {
  /** Instant at which a node has an image. */
  readonly #ready = new Map<string, number>();
  /** Images that were fetched by a node. */
  pulls = 0;

  /** These nodes have the image when the run starts. */
  has(holdings: readonly Holding[], image: string): void {
    for (const { node } of holdings) this.#ready.set(keyOf(node, image), 0);
  }

  /** Seconds from `seconds` on until all these nodes have the image, which one fetches in `pullSeconds`. */
  fetch(holdings: readonly Holding[], image: string, seconds: number, pullSeconds: number): number {
    let wait = 0;
    for (const { node } of holdings) {
      const key = keyOf(node, image);
      const ready = this.#ready.get(key);
      if (ready === undefined) {
        if (pullSeconds > 0) this.pulls++;
        this.#ready.set(key, seconds + pullSeconds);
        wait = Math.max(wait, pullSeconds);
      } else {
        wait = Math.max(wait, ready - seconds);
      }
    }
    return wait;
  }
}

const keyOf = (node: number, image: string) => `${node} ${image}`;

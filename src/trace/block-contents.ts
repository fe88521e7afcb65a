import type { TraceContents } from './port.ts';

/** Most different blocks of a file; a wrong column must not fill the memory (assumed). */
const mostBlocks = 2 ** 26;

/**
 * Prompts as chains of blocks that the file numbers: equal numbers after equal numbers are equal tokens. Chains become
 * texts where prompts part and where they end; what one prompt alone has is its own and no part of the tree.
 */
export class BlockContents {
  /** Tokens of each block but the last of a prompt, which has the rest. */
  readonly blockTokens: number;
  readonly #labels = new Map<number, number>();
  readonly #nodes = new Map<number, number>();
  /** By node, in order of appearance: a parent comes before its children. */
  readonly #parents: number[] = [];
  readonly #ids: number[] = [];

  constructor(blockTokens: number) {
    this.blockTokens = blockTokens;
  }

  /** The node at which a chain ends: −1 for an empty chain, −2 where there are too many blocks. */
  add(ids: readonly number[]): number {
    let node = -1;
    for (const id of ids) {
      let label = this.#labels.get(id);
      if (label === undefined) {
        label = this.#labels.size;
        this.#labels.set(id, label);
      }
      const key = (node + 1) * mostBlocks + label;
      let child = this.#nodes.get(key);
      if (child === undefined) {
        child = this.#parents.length;
        if (child >= mostBlocks - 1) return -2;
        this.#parents.push(node);
        this.#ids.push(id);
        this.#nodes.set(key, child);
      }
      node = child;
    }
    return node;
  }

  /** The tree of what at least two prompts share; rewrites the column of {@link add}'s nodes into nodes of it. */
  finish(column: Int32Array): TraceContents {
    const count = this.#parents.length;
    const prompts = new Int32Array(count);
    for (const node of column) if (node >= 0) prompts[node]! += 1;
    for (let node = count - 1; node >= 0; node--) {
      const parent = this.#parents[node]!;
      if (parent >= 0) prompts[parent]! += prompts[node]!;
    }
    const final = new Int32Array(count);
    const depth = new Int32Array(count);
    const parents: number[] = [];
    const tokens: number[] = [];
    const names: string[] = [];
    for (let node = 0; node < count; node++) {
      const parent = this.#parents[node]!;
      depth[node] = parent < 0 ? 1 : depth[parent]! + 1;
      const above = parent < 0 ? -1 : final[parent]!;
      if (prompts[node]! < 2) {
        final[node] = above;
        continue;
      }
      const isGoingOn = parent >= 0 && prompts[parent] === prompts[node];
      if (isGoingOn) final[node] = above;
      else {
        final[node] = parents.length;
        parents.push(above);
        names.push(String(this.#ids[node]));
      }
      tokens[final[node]!] = depth[node]! * this.blockTokens;
    }
    for (let row = 0; row < column.length; row++) {
      if (column[row]! >= 0) column[row] = final[column[row]!]!;
    }
    const texts = Int32Array.from(parents.keys());
    return { parents: Int32Array.from(parents), texts, tokens: Int32Array.from(tokens), names };
  }
}

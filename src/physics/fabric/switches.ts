import type { AdapterAddress } from './graph.ts';

/** Switches that adapters hang on, and how many each has. */
interface Switches {
  readonly counts: readonly number[];
  switchOf(address: AdapterAddress): number;
}

/**
 * Hangs nodes on switches with so many `ports` for adapters, in order: all adapters of a node on one switch, beside those
 * of its neighbours while there is room. A node with more adapters than ports is cut into equal parts, as few as fit, of
 * adapters that follow each other; each hangs as a node would.
 */
export function packedSwitches(adapters: readonly number[], ports: number): Switches {
  const counts: number[] = [];
  const switchesOfNode = adapters.map((own) => {
    const parts = Math.ceil(own / ports);
    const switches: number[] = [];
    for (let part = 0; part < parts; part++) {
      const size = Math.ceil(((part + 1) * own) / parts) - switches.length;
      const last = counts.length - 1;
      if (last >= 0 && (counts[last] ?? 0) + size <= ports)
        counts[last] = (counts[last] ?? 0) + size;
      else counts.push(size);
      for (let i = 0; i < size; i++) switches.push(counts.length - 1);
    }
    return switches;
  });
  return { counts, switchOf: ({ node, adapter }) => switchesOfNode[node]?.[adapter] ?? 0 };
}

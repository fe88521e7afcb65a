import type { Watts } from '../../base/units.ts';
import { mostNodeWatts, type NodeSheet } from './node-power.ts';

/**
 * What the accelerators of a node may take together so that the node, with CPUs and fans at full load, takes no more than
 * `nodeWatts` from its rack: the inverse of {@link mostNodeWatts}, which grows with what they take. 0 where nothing is left.
 */
export function acceleratorWattsWithin(
  sheet: NodeSheet,
  nodeWatts: Watts,
  fanShare: number,
): Watts {
  if (mostNodeWatts(sheet, 0, fanShare) >= nodeWatts) return 0;
  let low = 0;
  let high = nodeWatts;
  // halved to the last bit of a double
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (mostNodeWatts(sheet, middle, fanShare) <= nodeWatts) low = middle;
    else high = middle;
  }
  return low;
}

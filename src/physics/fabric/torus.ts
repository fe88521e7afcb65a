import {
  type AdapterAddress,
  type FabricLink,
  HOP_SECONDS,
  type TrunkPlan,
  type Trunks,
  wire,
} from './graph.ts';

const DIMENSIONS = 3;

/** Sides of the box nearest a cube that holds `nodes`; the longest first. */
export function torusSides(nodes: number): readonly number[] {
  const sides: number[] = [];
  let left = nodes;
  for (let dimension = DIMENSIONS; dimension > 0; dimension--) {
    const side = Math.max(1, Math.ceil(left ** (1 / dimension) - 1e-9));
    sides.push(side);
    left = Math.ceil(left / side);
  }
  return sides.sort((a, b) => b - a);
}

/**
 * A torus of nodes in three dimensions: each node has a link to the next one either way in each of them, which carries
 * the node's bandwidth ÷ oversubscription ÷ the directions that there are. Places beyond the last node forward what
 * others send (the box is full). Routes go along one dimension after the other, each the shorter way round (upward on a
 * tie), as dimension-order routing does.
 */
export function torus(plan: TrunkPlan): Trunks {
  const nodes = plan.adapters.length;
  const sides = torusSides(nodes);
  const places = sides.reduce((all, side) => all * side, 1);
  const directions = sides.reduce((sum, side) => sum + Math.min(2, side - 1), 0);
  const perNode = Math.max(...plan.adapters) * plan.adapterBytesPerSecond;
  const bandwidth = perNode / plan.oversubscription / Math.max(1, directions);
  const strides = sides.map((_, i) => sides.slice(0, i).reduce((all, side) => all * side, 1));
  const links: FabricLink[] = [];
  const numbers = new Map<string, number>();
  const step = (place: number, dimension: number, by: number): number => {
    const [side, stride] = [sides[dimension] ?? 1, strides[dimension] ?? 1];
    const here = Math.floor(place / stride) % side;
    return place + (((here + by + side) % side) - here) * stride;
  };
  for (let place = 0; place < places; place++) {
    for (const [dimension, side] of sides.entries()) {
      for (const by of side > 2 ? [1, -1] : side === 2 ? [1] : []) {
        const to = step(place, dimension, by);
        numbers.set(`${place} ${to}`, links.length);
        links.push(
          wire(`node-${place}.node-${to}`, 'trunk', bandwidth, HOP_SECONDS, plan.portWatts),
        );
      }
    }
  }
  return {
    links,
    ways: () => 1,
    shares: (from: AdapterAddress, to: AdapterAddress) => from.node === to.node,
    path(from, to) {
      const path: number[] = [];
      let place = from.node;
      for (const [dimension, side] of sides.entries()) {
        const stride = strides[dimension] ?? 1;
        const at = (node: number) => Math.floor(node / stride) % side;
        const ahead = (at(to.node) - at(place) + side) % side;
        const by = ahead <= side - ahead ? 1 : -1;
        for (let left = Math.min(ahead, side - ahead); left > 0; left--) {
          const next = step(place, dimension, by);
          path.push(numbers.get(`${place} ${next}`) ?? 0);
          place = next;
        }
      }
      return path;
    },
  };
}

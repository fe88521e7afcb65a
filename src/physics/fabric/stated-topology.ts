import { assert } from '../../base/assert.ts';
import type { BytesPerSecond, Seconds } from '../../base/units.ts';
import {
  type AdapterAddress,
  type FabricLink,
  type TrunkPlan,
  type Trunks,
  wire,
} from './graph.ts';

/** Switches and the cables between them, as a file states them, instead of a topology that has a name. */
export interface StatedTopology {
  readonly switches: readonly StatedSwitch[];
  readonly cables: readonly StatedCable[];
}

/** A switch, and which adapters of which nodes hang on it; one that only joins others has no nodes. */
export interface StatedSwitch {
  readonly name: string;
  readonly nodes: readonly number[];
  /** Of each of its nodes; null: all of them. */
  readonly adapters: readonly number[] | null;
}

/** Cables that go the same way, over which all that crosses is spread evenly, and which fail together. */
export interface StatedCable {
  readonly between: readonly [string, string];
  readonly count: number;
  /** Of one of them, each way; null: an adapter's. */
  readonly bytesPerSecond: BytesPerSecond | null;
  readonly latencySeconds: Seconds;
}

/** A link that leads to a switch. */
interface Exit {
  readonly link: number;
  readonly to: number;
}

/** The trunks, and what they carry where flows are spread over all ways alike. */
interface StatedTrunks extends Trunks {
  /** Adds one flow to the links of all its ways: to each the share of the ways that cross it. */
  spread(from: AdapterAddress, to: AdapterAddress, load: Float64Array): void;
}

/** What leads from each switch to one of them, by the fewest cables. */
interface Route {
  /** Cables to cross; infinite where nothing leads there. */
  readonly distance: readonly number[];
  /** Shortest paths from each. */
  readonly ways: readonly number[];
}

/** Ways between two switches that are told apart: of more (meshes have millions), so many that lie evenly among all. */
const MOST_WAYS = 1024;

/**
 * The trunks of a stated topology: links `a.b.out` from a to b and `a.b.in` back, for each pair of switches that cables join.
 * Routes cross the fewest cables; where several do, each is a way (equal-cost multi-path). Cables whose ends are no switches
 * are left out, as adapters without a switch: rules refuse both before a run.
 */
export function statedTrunks(
  { switches, cables }: StatedTopology,
  { adapters, adapterBytesPerSecond, portWatts }: TrunkPlan,
): StatedTrunks {
  const numbers = new Map(switches.map(({ name }, index) => [name, index]));
  const links: FabricLink[] = [];
  const exits: Exit[][] = switches.map(() => []);
  for (const { between, count, bytesPerSecond, latencySeconds } of cables) {
    const [a, b] = [numbers.get(between[0]), numbers.get(between[1])];
    if (a === undefined || b === undefined) continue;
    const bandwidth = count * (bytesPerSecond ?? adapterBytesPerSecond);
    // a port at either end of each
    const watts = 2 * count * portWatts;
    const name = between.join('.');
    exits[a]?.push({ link: links.length, to: b });
    links.push(wire(`${name}.out`, 'trunk', bandwidth, latencySeconds, watts));
    exits[b]?.push({ link: links.length, to: a });
    links.push(wire(`${name}.in`, 'trunk', bandwidth, latencySeconds, watts));
  }
  const switchOf = switchesOfAdapters(switches, adapters);
  const at = ({ node, adapter }: AdapterAddress) => switchOf[node]?.[adapter] ?? 0;
  const routes = new Map<number, Route>();
  const routeTo = (target: number): Route => {
    const known = routes.get(target) ?? shortestTo(target, exits);
    routes.set(target, known);
    return known;
  };
  const nearerTo = ({ distance }: Route, here: number) =>
    (exits[here] ?? []).filter((exit) => distance[exit.to] === (distance[here] ?? 0) - 1);
  return {
    links,
    shares: (from, to) => at(from) === at(to),
    ways: (from, to) => Math.min(MOST_WAYS, routeTo(at(to)).ways[at(from)] ?? 0),
    path(from, to, way) {
      const target = at(to);
      const route = routeTo(target);
      const { ways } = route;
      const path: number[] = [];
      const all = ways[at(from)] ?? 0;
      let left = Math.floor(way * Math.max(1, all / MOST_WAYS));
      for (let here = at(from); here !== target; ) {
        const next = nearerTo(route, here).find((exit) => {
          const beyond = ways[exit.to] ?? 0;
          if (left < beyond) return true;
          left -= beyond;
          return false;
        });
        assert(next !== undefined, 'no cable leads on: rules refuse such a graph');
        path.push(next.link);
        here = next.to;
      }
      return path;
    },
    spread(from, to, load) {
      const route = routeTo(at(to));
      // switches that are equally far, with the share of the flow that comes through each
      let through = new Map([[at(from), 1]]);
      for (let left = route.distance[at(from)] ?? 0; left > 0 && left < Infinity; left--) {
        const next = new Map<number, number>();
        for (const [here, flow] of through) {
          for (const exit of nearerTo(route, here)) {
            const part = (flow * (route.ways[exit.to] ?? 0)) / (route.ways[here] ?? 1);
            load[exit.link] = (load[exit.link] ?? 0) + part;
            next.set(exit.to, (next.get(exit.to) ?? 0) + part);
          }
        }
        through = next;
      }
    },
  };
}

/** By node and adapter, the number of its switch; the first that claims it, absent where none does. */
export function switchesOfAdapters(
  switches: readonly StatedSwitch[],
  adapters: readonly number[],
): readonly (readonly (number | undefined)[])[] {
  const switchOf = adapters.map((count) =>
    Array.from({ length: count }, (): number | undefined => undefined),
  );
  for (const [index, { nodes, adapters: own }] of switches.entries()) {
    for (const node of nodes) {
      const ends = switchOf[node];
      if (ends === undefined) continue;
      for (const adapter of own ?? ends.keys()) {
        if (adapter < ends.length) ends[adapter] ??= index;
      }
    }
  }
  return switchOf;
}

/** Breadth first, from the target on: every cable leads both ways. */
function shortestTo(target: number, exits: readonly (readonly Exit[])[]): Route {
  const distance = exits.map(() => Number.POSITIVE_INFINITY);
  const ways = exits.map(() => 0);
  distance[target] = 0;
  ways[target] = 1;
  const queue = [target];
  for (const here of queue) {
    for (const { to } of exits[here] ?? []) {
      const beyond = (distance[here] ?? 0) + 1;
      if (distance[to] === Number.POSITIVE_INFINITY) {
        distance[to] = beyond;
        queue.push(to);
      }
      if (distance[to] === beyond) ways[to] = (ways[to] ?? 0) + (ways[here] ?? 0);
    }
  }
  return { distance, ways };
}

/**
 * What is left of the adapters' bandwidth, at most 1, to groups over `nodes` whole nodes, which follow each other from node 0
 * on, while each of all of them sends to the node half its group away, adapter by adapter, and ways are used alike: that of
 * the fullest cable. (A permutation across the middle of the group, as bisection bandwidth is measured; a group on one switch
 * loses nothing.)
 */
export function statedShare(topology: StatedTopology, plan: TrunkPlan, nodes: number): number {
  const trunks = statedTrunks(topology, plan);
  const load = new Float64Array(trunks.links.length);
  for (let first = 0; first + nodes <= plan.adapters.length; first += nodes) {
    for (let i = 0; i < nodes; i++) {
      const [node, other] = [first + i, first + ((i + Math.floor(nodes / 2)) % nodes)];
      for (let adapter = 0; adapter < (plan.adapters[node] ?? 0); adapter++) {
        trunks.spread({ node, adapter }, { node: other, adapter }, load);
      }
    }
  }
  const fill = trunks.links.map(
    ({ bytesPerSecond }, link) => ((load[link] ?? 0) * plan.adapterBytesPerSecond) / bytesPerSecond,
  );
  return 1 / fill.reduce((most, each) => Math.max(most, each), 1);
}

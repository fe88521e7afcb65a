import type { Fabric } from '../../physics/data-sheets.ts';
import type { FabricNode } from '../../physics/fabric/graph.ts';
import { adaptersOf } from '../../physics/fabric/graph.ts';
import { type StatedTopology, switchesOfAdapters } from '../../physics/fabric/stated-topology.ts';
import { suggest } from '../did-you-mean.ts';
import type { Reporter } from '../reporter.ts';
import type { RawTopology } from '../schema/topology.ts';

type RawStated = Exclude<RawTopology, string>;

const PATH = ['fabric', 'topology'] as const;

/** Switches and cables as the physics has them. */
export function statedTopology({ switches, cables }: RawStated): StatedTopology {
  return {
    switches: switches.map(({ name, nodes, adapters }) => ({
      name,
      nodes: nodes.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      ),
      adapters,
    })),
    cables: cables.map(({ between, count, bandwidth, latency }) => ({
      between,
      count,
      bytesPerSecond: bandwidth ?? null,
      latencySeconds: latency,
    })),
  };
}

/** What a graph must be: names of its own, cables between switches that there are, each pair once. */
export function checkCables({ switches, cables }: StatedTopology, reporter: Reporter): void {
  const names = new Set<string>();
  for (const [index, { name }] of switches.entries()) {
    const path = [...PATH, 'switches', index, 'name'];
    if (names.has(name)) reporter.error(path, `two switches are called ${name}`, 'rename one');
    // names of cables have a point between those of their ends
    if (name.includes('.') || /^node-\d+$/.test(name)) {
      const message = 'a switch is not called as a cable or a node';
      reporter.error(path, message, 'choose a name without points, other than node-0');
    }
    names.add(name);
  }
  const pairs = new Set<string>();
  for (const [index, { between }] of cables.entries()) {
    const path = [...PATH, 'cables', index, 'between'];
    const unknown = between.filter((end) => !names.has(end));
    for (const end of unknown) {
      reporter.error(path, `there is no switch ${end}`, suggest(end, [...names]));
    }
    if (unknown.length > 0) continue;
    const [from, to] = between;
    const pair = [...between].sort().join('.');
    if (from === to) {
      reporter.error(path, 'leads from a switch to itself', 'name another switch');
    } else if (pairs.has(pair)) {
      const message = `${from} and ${to} are joined by an entry above`;
      reporter.error(path, message, 'raise its count instead');
    }
    pairs.add(pair);
  }
}

/** Every adapter of the nodes that replicas stand on has one switch, and a way to every other. */
export function checkAdapters(
  { switches, cables }: StatedTopology,
  nodes: readonly FabricNode[],
  scaleOut: Fabric,
  reporter: Reporter,
): void {
  const counts = nodes.map((node) => adaptersOf(node, scaleOut));
  const claimed = counts.map((count) => new Uint8Array(count));
  for (const [index, { nodes: own, adapters }] of switches.entries()) {
    const path = [...PATH, 'switches', index];
    for (const node of own) {
      const ends = claimed[node];
      if (ends === undefined) continue;
      for (const adapter of adapters ?? ends.keys()) {
        if (adapter >= ends.length) {
          const message = `node ${node} has ${ends.length} adapters, from 0: there is no adapter ${adapter}`;
          reporter.error([...path, 'adapters'], message, 'name those that there are, or write all');
          return;
        }
        if (ends[adapter] === 1) {
          const message = `adapter ${adapter} of node ${node} hangs on a switch above`;
          reporter.error(path, message, 'leave the node, or the adapter, out of one of them');
          return;
        }
        ends[adapter] = 1;
      }
    }
  }
  for (const [node, ends] of claimed.entries()) {
    const free = ends.indexOf(0);
    if (free < 0) continue;
    const message = `adapter ${free} of node ${node} hangs on no switch; replicas stand on nodes 0 to ${nodes.length - 1}`;
    reporter.error([...PATH, 'switches'], message, `add ${node} to the nodes of a switch`);
    return;
  }
  const used = new Set(switchesOfAdapters(switches, counts).flat());
  const nameOf = (index: number | undefined) => switches[index ?? 0]?.name ?? '';
  const [first, ...others] = [...used].map(nameOf);
  if (first === undefined) return;
  const reached = new Set([first]);
  for (const here of reached) {
    for (const { between } of cables) {
      if (between.includes(here)) for (const end of between) reached.add(end);
    }
  }
  const lost = others.find((name) => !reached.has(name));
  if (lost === undefined) return;
  const message = `no cable leads from ${first} to ${lost}, whose nodes have replicas`;
  reporter.error([...PATH, 'cables'], message, `add {between: [${first}, ${lost}]}`);
}

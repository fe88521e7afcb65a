import type { Fabric } from '../../physics/data-sheets.ts';
import { adaptersOf, type FabricNode } from '../../physics/fabric/graph.ts';
import { type StatedTopology, switchesOfAdapters } from '../../physics/fabric/stated-topology.ts';
import { suggest } from '../did-you-mean.ts';
import type { Reporter } from '../reporter.ts';
import { MOST_PLACES } from '../resolve/stated-topology.ts';

const PATH = ['fabric', 'topology'] as const;

/** What a graph must be: names of its own, cables between switches that there are, each pair once. */
export function checkCables({ switches, cables }: StatedTopology, reporter: Reporter): void {
  const places = switches.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (places > MOST_PLACES) {
    const message = `switches name nodes more than ${MOST_PLACES} times together`;
    reporter.error([...PATH, 'switches'], message, 'name each node at the switches it hangs on');
  }
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
  topology: StatedTopology,
  nodes: readonly FabricNode[],
  scaleOut: Fabric,
  reporter: Reporter,
): void {
  const counts = nodes.map((node) => adaptersOf(node, scaleOut));
  if (!hangOnce(topology, counts, reporter)) return;
  const switchOf = switchesOfAdapters(topology.switches, counts);
  for (const [node, ends] of switchOf.entries()) {
    const free = ends.indexOf(undefined);
    if (free < 0) continue;
    const message = `adapter ${free} of node ${node} hangs on no switch; replicas stand on nodes 0 to ${nodes.length - 1}`;
    reporter.error([...PATH, 'switches'], message, `add ${node} to the nodes of a switch`);
    return;
  }
  checkTheyMeet(topology, [...new Set(switchOf.flat())], reporter);
}

/** Whether no switch claims an adapter that is another's, or that there is not; tells the first. */
function hangOnce(
  { switches }: StatedTopology,
  counts: readonly number[],
  reporter: Reporter,
): boolean {
  const claimed = counts.map((count) => new Uint8Array(count));
  for (const [index, { nodes, adapters }] of switches.entries()) {
    const path = [...PATH, 'switches', index];
    for (const node of nodes) {
      const ends = claimed[node];
      if (ends === undefined) continue;
      for (const adapter of adapters ?? ends.keys()) {
        if (adapter >= ends.length) {
          const message = `node ${node} has ${ends.length} adapters, from 0: there is no adapter ${adapter}`;
          reporter.error([...path, 'adapters'], message, 'name those that there are, or write all');
          return false;
        }
        if (ends[adapter] === 1) {
          const message = `adapter ${adapter} of node ${node} hangs on a switch above`;
          reporter.error(path, message, 'leave the node, or the adapter, out of one of them');
          return false;
        }
        ends[adapter] = 1;
      }
    }
  }
  return true;
}

/** Cables lead from each of these switches to all others. */
function checkTheyMeet(
  { switches, cables }: StatedTopology,
  used: readonly (number | undefined)[],
  reporter: Reporter,
): void {
  const [first, ...others] = used.map((index) => switches[index ?? 0]?.name ?? '');
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

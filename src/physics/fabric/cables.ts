import type { FabricLink } from './graph.ts';

/**
 * Both directions of each cable between a node and a switch or between switches, by the cable's name: that of its links
 * without their direction (`node-0.adapter-2`, `leaf-1.spine-3`, `router-0.router-4`).
 */
export function cablesOf(links: readonly FabricLink[]): ReadonlyMap<string, readonly number[]> {
  const cables = new Map<string, number[]>();
  for (const [index, { name, kind }] of links.entries()) {
    if (kind !== 'adapter' && kind !== 'trunk') continue;
    const cable = cableOf(name);
    const ends = cables.get(cable);
    if (ends === undefined) cables.set(cable, [index]);
    else ends.push(index);
  }
  return cables;
}

function cableOf(name: string): string {
  const [from, to, direction] = name.split('.');
  if (from === undefined || to === undefined || direction !== undefined) {
    return `${from}.${to}`;
  }
  const number = (end: string) => Number(end.slice(end.lastIndexOf('-') + 1));
  return number(from) <= number(to) ? `${from}.${to}` : `${to}.${from}`;
}

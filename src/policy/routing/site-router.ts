import { assert } from '../../base/assert.ts';
import type { RequestView } from '../request-view.ts';
import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import { NONE, type Router, type RouterContext } from './port.ts';

/** The replicas of one site: the least loaded of them. */
interface Site {
  readonly replicas: readonly number[];
  readonly loads: LoadTree;
}

/** How well a site suits a request: it is in reach and not full, in reach, or there at all. */
const [FREE, NEAR, ANY] = [2, 1, 0];

/** Without sites: all replicas stand in one, and no client is far from it. */
const onePlace = { oneWaySeconds: [], inReach: [], fullAt: Number.POSITIVE_INFINITY, tolerance: 0 };

function siteAt(site: number, ofReplica: readonly number[]): Site {
  const replicas = ofReplica.flatMap((own, replica) => (own === site ? [replica] : []));
  const loads = new LoadTree(Math.max(1, replicas.length));
  // none of them serves the model
  if (replicas.length === 0) loads.set(0, Infinity);
  return { replicas, loads };
}

/** Number of each replica in its site. */
function placesIn(sites: readonly Site[], replicas: number): readonly number[] {
  const places = new Array<number>(replicas).fill(0);
  for (const site of sites) {
    for (const [place, replica] of site.replicas.entries()) places[replica] = place;
  }
  return places;
}

/**
 * To the site whose figure is the lowest, or no further above it than the tolerance, and of several such to the nearest;
 * there to the replica with the fewest requests sent and not ended. Sites out of the request's reach are passed over, and
 * so are full ones while another within reach is not. Once all are full: the one, of those within reach, that has the
 * replica with the fewest. Ties go to the nearer site, then to the lower number. Where nobody within reach takes
 * requests, the others are asked. Without figures all are alike: the nearest.
 */
export function siteRouter(context: RouterContext): Router & Required<Pick<Router, 'onSite'>> {
  const { replicas, maxOutstanding } = context;
  assert(replicas >= 1, 'a group of replicas is empty');
  const { ofReplica, oneWaySeconds, inReach, fullAt, tolerance } = context.sites ?? {
    ...onePlace,
    ofReplica: new Array<number>(replicas).fill(0),
  };
  const count = 1 + ofReplica.reduce((most, site) => Math.max(most, site), 0);
  const sites = Array.from({ length: count }, (_, site) => siteAt(site, ofReplica));
  const places = placesIn(sites, replicas);
  const figures = new Float64Array(count);
  const outstanding = new Outstanding(replicas, maxOutstanding);
  const update = (replica: number) => {
    const load = outstanding.isFull(replica) ? Infinity : outstanding.of(replica);
    sites[ofReplica[replica]!]!.loads.set(places[replica]!, load);
  };
  // Of the request at hand, by site: the replica that it would go to, how full that is, and how well the site suits it.
  const leasts = new Int32Array(count);
  const loads = new Float64Array(count);
  const suits = new Uint8Array(count);
  const look = (workload: number) => {
    for (let site = 0; site < count; site++) {
      const { replicas: own, loads: tree } = sites[site]!;
      const least = own[tree.least()] ?? NONE;
      leasts[site] = least;
      if (least === NONE) continue;
      const load = outstanding.of(least);
      loads[site] = load;
      suits[site] = (inReach[workload]?.[site] ?? true) ? (load < fullAt ? FREE : NEAR) : ANY;
    }
  };

  /** The best site for a workload of those that suit it at least so well, by what they cost, then by distance. */
  const choose = (workload: number, suit: number, costs: Float64Array, slack: number): number => {
    let lowest = Infinity;
    for (let site = 0; site < count; site++) {
      if (leasts[site] !== NONE && suits[site]! >= suit) lowest = Math.min(lowest, costs[site]!);
    }
    const most = lowest + slack * Math.abs(lowest);
    let chosen = NONE;
    let nearest = Infinity;
    for (let site = 0; site < count; site++) {
      if (leasts[site] === NONE || suits[site]! < suit || costs[site]! > most) continue;
      const way = oneWaySeconds[workload]?.[site] ?? 0;
      if (way < nearest) [chosen, nearest] = [leasts[site]!, way];
    }
    return chosen;
  };

  return {
    route({ workload }: RequestView): number {
      look(workload);
      const free = choose(workload, FREE, figures, tolerance);
      if (free !== NONE) return free;
      const near = choose(workload, NEAR, loads, 0);
      return near === NONE ? choose(workload, ANY, loads, 0) : near;
    },
    onSent(replica) {
      outstanding.sent(replica);
      update(replica);
    },
    onEnded(replica) {
      outstanding.ended(replica);
      update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
    onSite(site, figure) {
      if (site < count) figures[site] = figure;
    },
  };
}

import { assert } from '../../base/assert.ts';
import { hashKey, hashUniform } from '../../base/random/hash.ts';
import type { RequestView } from '../request-view.ts';
import { Outstanding } from './outstanding.ts';
import { NONE, type Router, type RouterContext, type RouterDefinition } from './port.ts';
import { sessionKey } from './session-key.ts';

/** Points of each replica on the ring: shares of it then differ by about a tenth (assumed). */
export const POINTS = 100;
/** Assumed: the load factor that the authors' load balancer began with. */
const LOAD_FACTOR = 1.25;

/**
 * Consistent hashing with bounded loads: tenants and replicas lie on a ring, and a request goes to the
 * first replica after its tenant that has fewer than ⌈loadFactor·(all requests + this one) ÷
 * replicas that are up⌉ sent and not ended; full ones are left out, and where every one that is not full is at its
 * bound, the first that is not full. The ring is the same in every run. O(log ring) to the tenant, and
 * then O(1) replicas in the mean for a load factor above 1.
 *
 * Source: V. Mirrokni, M. Thorup and M. Zadimoghaddam, Consistent hashing with bounded loads, SODA
 * 2018.
 */
export const consistentHash: RouterDefinition = {
  signal: 'none',
  create: (context) => new ConsistentHashRouter(context),
};

/** Where a replica's point and a tenant lie on the ring, in [0, 1). */
export function ringPlaces() {
  const key = hashKey('consistent-hash');
  return {
    ofPoint: (replica: number, point: number) => hashUniform(key, 0, replica, point),
    ofRequest: (request: RequestView) => {
      const session = sessionKey(request);
      return hashUniform(key, 1, session, Math.floor(session / 2 ** 32));
    },
  };
}

class ConsistentHashRouter implements Router {
  private readonly outstanding: Outstanding;
  private readonly places: Float64Array;
  private readonly owners: Int32Array;
  private readonly context: RouterContext;
  private readonly placeOf: (request: RequestView) => number;
  private total = 0;
  private full = 0;

  constructor(context: RouterContext) {
    assert(context.replicas >= 1, 'a group of replicas is empty');
    const { ofPoint, ofRequest } = ringPlaces();
    this.context = context;
    this.outstanding = new Outstanding(context.replicas, context.maxOutstanding);
    this.placeOf = ofRequest;
    const points = Array.from({ length: context.replicas * POINTS }, (_, i) => {
      const replica = Math.floor(i / POINTS);
      return { replica, place: ofPoint(replica, i % POINTS) };
    });
    points.sort((a, b) => a.place - b.place || a.replica - b.replica);
    this.places = Float64Array.from(points, ({ place }) => place);
    this.owners = Int32Array.from(points, ({ replica }) => replica);
  }

  route(request: RequestView): number {
    const { replicas, loadFactor = LOAD_FACTOR } = this.context;
    if (this.full === replicas) return NONE;
    const bound = Math.ceil((loadFactor * (this.total + 1)) / this.outstanding.open);
    const first = this.firstAfter(this.placeOf(request));
    let fallback = NONE;
    for (let i = 0; i < this.owners.length; i++) {
      const replica = this.owners[(first + i) % this.owners.length]!;
      if (this.outstanding.isFull(replica)) continue;
      if (this.outstanding.of(replica) < bound) return replica;
      if (fallback === NONE) fallback = replica;
    }
    return fallback;
  }

  onSent(replica: number): void {
    this.outstanding.sent(replica);
    this.total += 1;
    if (this.outstanding.isFull(replica)) this.full += 1;
  }

  onEnded(replica: number): void {
    const wasFull = this.outstanding.isFull(replica);
    this.outstanding.ended(replica);
    if (wasFull && !this.outstanding.isFull(replica)) this.full -= 1;
    this.total -= 1;
  }

  onAvailable(replica: number, available: boolean): void {
    if (this.outstanding.isFull(replica)) this.full -= 1;
    this.outstanding.setOpen(replica, available);
    if (this.outstanding.isFull(replica)) this.full += 1;
  }

  /** Index of the first point at or after a place. */
  private firstAfter(place: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

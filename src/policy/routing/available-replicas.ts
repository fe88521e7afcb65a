import { AvailableSet } from './available-set.ts';
import { Outstanding } from './outstanding.ts';
import type { RouterContext } from './port.ts';

/** Which replicas take requests, by what was sent to them and ended: for policies that choose among those. */
export class AvailableReplicas {
  private readonly outstanding: Outstanding;
  private readonly set: AvailableSet;

  constructor(context: RouterContext) {
    this.outstanding = new Outstanding(context.replicas, context.maxOutstanding);
    this.set = new AvailableSet(context.replicas);
  }

  get size(): number {
    return this.set.size;
  }

  select(rank: number): number {
    return this.set.select(rank);
  }

  nextFrom(from: number): number {
    return this.set.nextFrom(from);
  }

  outstandingOf(replica: number): number {
    return this.outstanding.of(replica);
  }

  sent(replica: number): void {
    this.outstanding.sent(replica);
    if (this.outstanding.isFull(replica)) this.set.set(replica, false);
  }

  ended(replica: number): void {
    this.outstanding.ended(replica);
    this.set.set(replica, true);
  }
}

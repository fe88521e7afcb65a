import { AvailableSet } from './available-set.ts';
import { Outstanding } from './outstanding.ts';
import type { RouterContext } from './port.ts';

/**
 * Which replicas take requests, by what was sent to them and ended and by who is up: for policies that
 * choose among those. Without a limit all do as long as all are up, and the tree is left alone.
 */
export class AvailableReplicas {
  private readonly outstanding: Outstanding;
  private readonly set: AvailableSet;
  private limited: boolean;

  constructor(context: RouterContext) {
    this.outstanding = new Outstanding(context.replicas, context.maxOutstanding);
    this.set = new AvailableSet(context.replicas);
    this.limited = context.maxOutstanding !== Infinity;
  }

  /** How many are available. */
  get size(): number {
    return this.set.size;
  }

  /** The available replica with `rank` available ones below it; 0 ≤ rank < size. */
  select(rank: number): number {
    return this.limited ? this.set.select(rank) : rank;
  }

  /** The first available replica at or after `from`, going round to 0; only where size > 0. */
  nextFrom(from: number): number {
    return this.limited ? this.set.nextFrom(from) : from;
  }

  outstandingOf(replica: number): number {
    return this.outstanding.of(replica);
  }

  sent(replica: number): void {
    this.outstanding.sent(replica);
    if (this.limited && this.outstanding.isFull(replica)) this.set.set(replica, false);
  }

  ended(replica: number): void {
    this.outstanding.ended(replica);
    if (this.limited) this.set.set(replica, !this.outstanding.isFull(replica));
  }

  setOpen(replica: number, open: boolean): void {
    this.limited = true;
    this.outstanding.setOpen(replica, open);
    this.set.set(replica, !this.outstanding.isFull(replica));
  }
}

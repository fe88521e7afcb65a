import { assert } from '../../base/assert.ts';

/** Requests sent to each replica and not ended there, against the most that one may have; and who takes none at all. */
export class Outstanding {
  private readonly counts: Int32Array;
  private readonly closed: Uint8Array;
  private readonly most: number;
  /** Replicas that are not closed. */
  open: number;

  constructor(replicas: number, most: number) {
    assert(most >= 1, `no replica can take a request when ${most} is the most`);
    this.counts = new Int32Array(replicas);
    this.closed = new Uint8Array(replicas);
    this.most = most;
    this.open = replicas;
  }

  of(replica: number): number {
    return this.counts[replica]!;
  }

  /** Whether the replica takes no request: it has as many as it may, or is closed. */
  isFull(replica: number): boolean {
    return this.counts[replica]! >= this.most || this.closed[replica] === 1;
  }

  /** Opens or closes a replica; what was sent to it stays counted. Nothing happens where it is so already. */
  setOpen(replica: number, open: boolean): void {
    const closed = open ? 0 : 1;
    this.open += this.closed[replica]! - closed;
    this.closed[replica] = closed;
  }

  sent(replica: number): void {
    assert(!this.isFull(replica), 'a request was sent to a full or closed replica');
    this.counts[replica] = this.counts[replica]! + 1;
  }

  ended(replica: number): void {
    assert(this.counts[replica]! > 0, 'a request ended at a replica that has none');
    this.counts[replica] = this.counts[replica]! - 1;
  }
}

import { assert } from '../../base/assert.ts';

/** Requests sent to each replica and not ended there, against the most that one may have. */
export class Outstanding {
  private readonly counts: Int32Array;
  private readonly most: number;

  constructor(replicas: number, most: number) {
    assert(most >= 1, `no replica can take a request when ${most} is the most`);
    this.counts = new Int32Array(replicas);
    this.most = most;
  }

  of(replica: number): number {
    return this.counts[replica]!;
  }

  isFull(replica: number): boolean {
    return this.counts[replica]! >= this.most;
  }

  sent(replica: number): void {
    assert(this.counts[replica]! < this.most, 'a request was sent to a full replica');
    this.counts[replica] = this.counts[replica]! + 1;
  }

  ended(replica: number): void {
    assert(this.counts[replica]! > 0, 'a request ended at a replica that has none');
    this.counts[replica] = this.counts[replica]! - 1;
  }
}

import type { CompiledCluster } from '../../compile/compiled.ts';
import type { ClusterNodes } from '../../policy/placement/cluster-nodes.ts';
import type { ClusterTotals } from '../../record/totals.ts';

/** Integrals over what a cluster gave away, and over who waited. */
export class ClusterLedger {
  readonly #nodes: ClusterNodes;
  readonly #kinds: readonly string[];
  readonly #kindOfPool: readonly string[];
  readonly #accelerators: number;
  /** Replicas that wait for a place, by pool. */
  readonly #waiting: number[];
  #seconds = 0;
  #free: number;
  #stranded = 0;
  #freeSeconds = 0;
  #strandedSeconds = 0;
  #pendingSeconds = 0;
  /** Replicas that had to wait for a place, and replicas that were drained for others. */
  pendingStarts = 0;
  evictions = 0;

  constructor({ nodes, requests }: CompiledCluster, free: ClusterNodes) {
    this.#nodes = free;
    this.#kinds = [...new Set(nodes.map(({ accelerator }) => accelerator))];
    this.#kindOfPool = requests.map(({ accelerator }) => accelerator);
    this.#accelerators = nodes.reduce((sum, { accelerators }) => sum + accelerators, 0);
    this.#free = this.#accelerators;
    this.#waiting = requests.map(() => 0);
  }

  /** Replicas of a pool that wait for a place. */
  waitingOf(pool: number): number {
    return this.#waiting[pool]!;
  }

  /** From `seconds` on so many replicas of each pool wait, and the nodes are as they are now. */
  change(seconds: number, waiting: (pool: number) => number): void {
    const before = this.at(seconds);
    this.#freeSeconds = before.freeAcceleratorSeconds;
    this.#strandedSeconds = before.strandedAcceleratorSeconds;
    this.#pendingSeconds = before.pendingSeconds;
    this.#seconds = seconds;
    for (const pool of this.#waiting.keys()) {
      const now = waiting(pool);
      this.pendingStarts += Math.max(0, now - this.#waiting[pool]!);
      this.#waiting[pool] = now;
    }
    this.#free = 0;
    this.#stranded = 0;
    for (const kind of this.#kinds) {
      const free = this.#nodes.free(kind);
      const waits = this.#waiting.some(
        (count, pool) => count > 0 && this.#kindOfPool[pool] === kind,
      );
      this.#free += free;
      if (waits) this.#stranded += free;
    }
  }

  at(seconds: number): Omit<ClusterTotals, 'imagePulls'> {
    const passed = seconds - this.#seconds;
    const pending = this.#waiting.reduce((sum, count) => sum + count, 0);
    return {
      acceleratorSeconds: this.#accelerators * seconds,
      freeAcceleratorSeconds: this.#freeSeconds + this.#free * passed,
      strandedAcceleratorSeconds: this.#strandedSeconds + this.#stranded * passed,
      pendingSeconds: this.#pendingSeconds + pending * passed,
      pendingStarts: this.pendingStarts,
      evictions: this.evictions,
    };
  }
}

import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import type { ReplicaHost } from './host.ts';
import type { PoolContext } from './pool-context.ts';
import { Rank } from './rank.ts';
import { ReplicaSums } from './step-ledger.ts';

/** Of a block: what rounding may take from a whole number of them. */
export const ROUNDING = 1e-6;

/** The engine of one of the models that share a replica's chips and memory. */
export class Tenant {
  readonly context: PoolContext;
  readonly rank: Rank;
  /** Whether it ran a step last time, and may have sequences left from it: then a plan may be one step old. */
  #busy = false;
  /** ∫ KV blocks in use dt while others ran. */
  #waitingBlockSeconds = 0;

  constructor(host: ReplicaHost, context: PoolContext, scheduler: Scheduler, replica: number) {
    this.context = context;
    this.rank = new Rank(host, context, scheduler, replica);
  }

  /** Share of the replica's memory for KV blocks that its sequences hold. */
  get share(): number {
    return this.#blocks / this.context.spec.kvBlocks;
  }

  get #blocks(): number {
    const { total, free } = this.rank.batch.kv;
    return total - free;
  }

  /** Whether it has any request, one that waits or one that runs. */
  get hasWork(): boolean {
    return this.rank.batch.running.size + this.rank.line.waiting > 0;
  }

  /** As `share`, at an instant of the step in progress. */
  shareAt(seconds: number): number {
    return this.rank.batch.kvBlocksAt(seconds, 1) / this.context.spec.kvBlocks;
  }

  enqueue(handle: number, request: RequestView): void {
    if (this.context.lags && this.#busy) this.rank.line.pushLater(handle, request);
    else this.rank.push(handle, request, 0);
  }

  /** Starts a step at `now` with at most a share `left` of the memory in its hands; false where it has nothing to run. */
  plan(now: number, left: number): boolean {
    const { batch, line } = this.rank;
    this.#busy = this.hasWork;
    if (!this.#busy) return false;
    const room = Math.floor(left * this.context.spec.kvBlocks + ROUNDING);
    batch.kv.resize(Math.max(room, this.#blocks));
    if (now > batch.boundarySeconds) batch.gaps.pause();
    batch.boundarySeconds = now;
    this.rank.plan(now);
    this.#busy = batch.running.size > 0;
    if (!this.#busy) return false;
    batch.start(now);
    line.reveal(0);
    return true;
  }

  /** With nobody left it plans no step after which it would let go of what its last sequences held: it does so now. */
  rest(): void {
    const { batch, line } = this.rank;
    if (batch.running.size + line.waiting === 0) batch.held.letGo(batch.kv);
  }

  /** Others have run for `seconds`. */
  wait(seconds: number): void {
    this.#waitingBlockSeconds += this.#blocks * seconds;
  }

  /** Adds to `sums` all that was done until `seconds`, of which it has waited the last `waits`; blocks as `unit` to the cache. */
  sumsAt(seconds: number, waits: number, unit: number, sums: ReplicaSums): void {
    const own = new ReplicaSums();
    this.rank.batch.sumsAt(seconds, own);
    own.kvBlockSeconds += this.#waitingBlockSeconds + this.#blocks * waits;
    own.kvBlockSeconds *= unit / this.context.spec.kvBlocks;
    sums.add(own);
  }

  /** As `Rank.fail`. */
  fail(seconds: number, each: (handle: number) => void): void {
    this.rank.fail(seconds, each);
    this.#busy = false;
  }
}

import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';
import type { PoolContext } from './pool-context.ts';
import { completeChunks } from './prefill.ts';
import { WaitingLine } from './waiting-line.ts';

const NONE = -1;

const phase = { idle: 0, stepping: 1, planning: 2 } as const;

/**
 * One replica's engine: continuous batching with chunked prefill, paged KV and recompute preemption, as in vLLM V1's
 * loop. This file decides what runs; batch.ts holds it; steps that only decode are run as one stretch (stretch.ts).
 *
 * Of the stretch in progress, `done` steps are over and not yet booked, `planned` is the step at whose end the next
 * event comes, and `limit` the last step that it can hold.
 */
export class Replica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly batch: Batch;
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly line: WaitingLine;
  /** Running requests whose client has given up: they leave at the next boundary. */
  readonly #leaving: number[] = [];
  readonly #onComplete = (handle: number, now: number) => this.#leave(handle, now, true);
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  #done = 0;
  #planned = 0;
  #limit = 0;
  preemptions = 0;
  /** Requests that were sent here, and those that completed here. */
  received = 0;
  completed = 0;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    pool: PoolContext,
    scheduler: Scheduler,
  ) {
    this.#host = host;
    this.index = index;
    this.#slot = slot;
    this.pool = pool;
    this.line = new WaitingLine(host.table, scheduler);
    this.batch = new Batch(host.table, pool, host.recorder, host.workloads);
  }

  // ── what the outside does to a replica ────────────────────────────────────────────────────────────────────────

  /** A request arrives in the replica's queue. */
  enqueue(handle: number, request: RequestView, seconds: number): void {
    this.received++;
    this.line.push(handle, request);
    this.#headChanged(handle, seconds);
  }

  /** The client of a request gives up: a waiting one leaves now (true), a running one at the next boundary (false). */
  giveUp(handle: number, seconds: number): boolean {
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    if (where === state.prefill || where === state.decode) {
      this.#leaving.push(handle);
      if (this.#phase === phase.stepping) this.#cut(seconds);
      // at a boundary of this very instant they leave now: before requests come in, and before the plan
      if (this.#phase === phase.planning) this.#expireLeaving(this.batch.boundarySeconds);
      return false;
    }
    this.line.remove(handle, seconds);
    if (this.line.size > 0) this.#headChanged(this.line.head, seconds);
    return true;
  }

  /** The calendar's event: a step's end, or the decision that waited until all had arrived. Returns its instant. */
  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.#plan();
    return this.batch.boundarySeconds;
  }

  /** KV blocks in use at an instant of the step in progress. */
  kvBlocksAt(seconds: number): number {
    return this.batch.kvBlocksAt(seconds, this.#planned);
  }

  /** Books what has run until `seconds` and names every request that is here: the run ends. */
  halt(seconds: number, each: (handle: number) => void): void {
    const { batch } = this;
    if (!batch.settled) batch.settleUntil(seconds);
    for (let h = batch.running.first; h !== NONE; h = batch.running.next(h)) {
      batch.withdraw(h, seconds);
      each(h);
    }
    this.line.drain(seconds, each);
  }

  /** Throws unless the replica is as empty as it began. */
  assertEmpty(): void {
    assert(this.line.size === 0, 'replica: requests left behind');
    this.batch.assertEmpty();
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    const { batch } = this;
    this.#done = this.#planned;
    const now = batch.stretch.boundary(this.#done);
    batch.boundarySeconds = now;
    const prefilled = batch.chunks.count > 0;
    if (prefilled || batch.finish.topKey <= batch.counter + this.#done) {
      this.#settle();
      if (prefilled) completeChunks(batch, this.#host, now, this.#onComplete);
      while (batch.finish.topKey <= batch.counter) {
        const handle = batch.finish.pop();
        batch.leaveDecode(handle, now);
        this.#onComplete(handle, now);
      }
    }
    if (this.#leaving.length > 0) this.#expireLeaving(now);
    this.#planWhenQuiet();
  }

  #settle(): void {
    this.batch.settle(this.#done);
    this.#done = 0;
  }

  /** Plans now, or, when something else happens at this instant, after it. */
  #planWhenQuiet(): void {
    const { calendar } = this.#host;
    this.#phase = phase.planning;
    const due = dueSeconds(lane.plan, this.batch.boundarySeconds);
    if (calendar.nextTimeBeside(this.#slot) <= due) calendar.set(this.#slot, due, lane.plan);
    else this.#plan();
  }

  /** The request ends here: its blocks and its place are free for the step that starts now. */
  #leave(handle: number, now: number, completed: boolean): void {
    this.batch.release(handle);
    if (completed) this.completed++;
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving(now: number): void {
    const { rows } = this.#host.table;
    const { batch } = this;
    let kept = 0;
    for (const handle of this.#leaving) {
      const base = handle * STRIDE;
      if (rows[base + field.state] === state.ended) continue;
      if (rows[base + field.deadline]! > now + TIE_SECONDS) {
        // a first token at the very instant of its deadline is in time: onFirstToken has moved the deadline; others
        // gave up a few nanoseconds after this boundary, and leave at the next
        const { deadline, deadlinePosition } = field;
        const moved = rows[base + deadlinePosition]! >= 0 || rows[base + deadline] === Infinity;
        if (!moved) this.#leaving[kept++] = handle;
        continue;
      }
      if (rows[base + field.state] === state.preempted) {
        this.line.remove(handle, now);
        this.#host.onEnded(handle, now, false);
        continue;
      }
      this.#settle();
      batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    }
    this.#leaving.length = kept;
  }

  // ── the decision on the next step ─────────────────────────────────────────────────────────────────────────────

  #plan(): void {
    const { batch } = this;
    const now = batch.boundarySeconds;
    if (!batch.settled) {
      const shortage = batch.kv.demandOver(batch.counter, this.#done + 1) > batch.kv.free;
      if (!shortage && !this.#admissible(this.#done)) {
        this.#schedule(this.pool.stepwise ? this.#done + 1 : this.#limit);
        return;
      }
      this.#settle();
    }
    let preempted: boolean;
    do {
      preempted = this.#preemptUntilFits(now);
      if (!preempted) this.#admit(now);
    } while (preempted && batch.running.size === 0);
    if (batch.running.size > 0) {
      this.#limit = batch.start(now);
      this.#schedule(this.pool.stepwise || preempted ? 1 : this.#limit);
    } else {
      this.#phase = phase.idle;
      this.#host.calendar.clear(this.#slot);
    }
  }

  /** Preempts the last admitted until the running sequences have their blocks for the next step. */
  #preemptUntilFits(now: number): boolean {
    const { batch } = this;
    let preempted = false;
    while (!batch.fits) {
      this.#preempt(batch.running.last, now);
      preempted = true;
    }
    if (batch.partial !== NONE) {
      assert(
        batch.partial === batch.running.last,
        'replica: a cut prompt is not the last admitted',
      );
      batch.addChunk(batch.partial, this.pool.maxBatchedTokens - batch.kv.decoding);
    }
    return preempted;
  }

  #preempt(handle: number, now: number): void {
    assert(handle !== NONE, 'replica: nothing left to preempt');
    this.batch.withdraw(handle, now);
    this.batch.release(handle);
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    rows[base + field.computed] = 0;
    rows[base + field.state] = state.preempted;
    rows[base + field.since] = now;
    rows[base + field.preemptions]!++;
    this.preemptions++;
    this.line.pushPreempted(handle);
  }

  /** Admits waiting requests in order while the token budget, places and blocks last; nobody overtakes. */
  #admit(now: number): void {
    const { batch, pool } = this;
    const line = this.line;
    const { kv } = batch;
    let budget = pool.maxBatchedTokens - kv.decoding - batch.chunks.sums.tokens;
    const promised = kv.demand(batch.counter);
    while (budget > 0 && batch.running.size < pool.maxSequences) {
      const handle = line.head;
      if (handle === NONE) return;
      const target = line.targetOf(handle);
      if (kv.blocksFor(Math.min(target, budget)) > kv.free - promised) return;
      line.pop();
      if (batch.admit(handle, target, now)) this.#host.onScheduled();
      budget -= batch.addChunk(handle, budget);
    }
  }

  #schedule(planned: number): void {
    this.#planned = planned;
    this.#phase = phase.stepping;
    const boundary = this.batch.stretch.boundary(planned);
    this.#host.calendar.set(this.#slot, dueSeconds(lane.completion, boundary), lane.completion);
  }

  // ── cutting a stretch ─────────────────────────────────────────────────────────────────────────────────────────

  /** `handle` may have become the request that is admitted next: wake the replica, or end its stretch if it fits. */
  #headChanged(handle: number, seconds: number): void {
    if (this.#phase === phase.planning) return;
    if (this.#phase === phase.idle) {
      this.batch.boundarySeconds = seconds;
      this.#planWhenQuiet();
      return;
    }
    if (this.#planned === this.#done + 1 || this.line.head !== handle) return;
    const steps = this.#nextBoundary(seconds);
    if (steps < this.#planned && this.#admissible(steps)) this.#schedule(steps);
  }

  /** Whether the head of the queue could join at the boundary after `steps` steps of the stretch. */
  #admissible(steps: number): boolean {
    const { batch, pool } = this;
    const { kv } = batch;
    const handle = this.line.head;
    if (handle === NONE || batch.running.size >= pool.maxSequences) return false;
    const chunk = Math.min(this.line.targetOf(handle), pool.maxBatchedTokens - kv.decoding);
    return kv.blocksFor(chunk) <= kv.free - kv.demandOver(batch.counter, steps + 1);
  }

  /** Ends the stretch at its first boundary at `seconds` or later. */
  #cut(seconds: number): void {
    const steps = this.#nextBoundary(seconds);
    if (steps < this.#planned) this.#schedule(steps);
  }

  /** Steps of the stretch until its first boundary at `seconds` or later that has not passed yet. */
  #nextBoundary(seconds: number): number {
    const steps = this.batch.stretch.firstBoundaryAtOrAfter(seconds - TIE_SECONDS);
    return Math.max(steps, this.#done + 1);
  }
}

import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import type { ReplicaHost } from './host.ts';
import { Leaving } from './leaving.ts';
import { dropBrought } from './lose-all.ts';
import { OneRank } from './one-rank.ts';
import { type Phase, phase } from './phase.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import type { SpeedChange } from './speed.ts';
import { endStep } from './step-end.ts';

/**
 * One replica's engine: continuous batching with chunked prefill, paged KV and recompute preemption, as in vLLM V1's
 * loop. rank.ts decides what runs, batch.ts holds it; steps that only decode are run as one stretch (stretch.ts).
 *
 * Of the stretch in progress, `done` steps are over and not yet booked, `planned` is the step at whose end the next
 * event comes, and `limit` the last step that it can hold.
 */
export class Replica extends OneRank implements EngineReplica {
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #leaving: Leaving;
  readonly #onComplete = (handle: number, now: number) => this.#leave(handle, now, true);
  #phase: Phase = phase.idle;
  #done = 0;
  #planned = 0;
  #limit = 0;
  #busy = false; // a step is in progress, or has just ended

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    pool: PoolContext,
    scheduler: Scheduler,
  ) {
    super(host, index, pool, scheduler);
    this.#host = host;
    this.#slot = slot;
    this.#leaving = new Leaving(host.table, pool.spec.engine.prefixCache);
  }

  // ── what the outside does to a replica ────────────────────────────────────────────────────────────────────────

  enqueue(handle: number, request: RequestView, seconds: number): void {
    if (this.pool.lags && this.#busy) {
      this.line.pushLater(handle, request);
      if (this.#phase !== phase.planning) this.#cut(seconds);
      return;
    }
    const { settled, stretch } = this.batch;
    const unbooked = this.rank.byService && !settled ? stretch.stepsOver(seconds) : 0;
    this.rank.push(handle, request, unbooked);
    this.#headChanged(handle, seconds);
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    if (where === state.prefill || where === state.decode) {
      this.#leaving.add(handle);
      if (this.#phase === phase.stepping) this.#cut(seconds);
      // at a boundary of this very instant they leave now: before requests come in, and before the plan
      if (this.#phase === phase.planning) this.#expireLeaving(this.batch.boundarySeconds);
      return false;
    }
    const brings = where === state.transfer || where === state.landed;
    if (brings && !this.rank.incoming.giveUp(handle)) return false;
    if (!brings) this.line.remove(handle, seconds);
    if (this.line.size > 0) this.#headChanged(this.line.head, seconds);
    return true;
  }

  /** What a replica does that computes prompts for others, or goes on from theirs. */
  readonly handOff = {
    land: (handle: number, seconds: number): void => {
      const stays = this.rank.incoming.land(handle);
      this.#host.onLanded(handle, seconds);
      if (!stays) this.#host.onEnded(handle, seconds, false);
      if (this.#phase !== phase.stepping) this.#wake(seconds);
      else if (stays) this.#cut(seconds);
      else if (this.line.size > 0) this.#headChanged(this.line.head, seconds);
    },
    forget: (handle: number, seconds: number): void => {
      this.prompts.forget(handle);
      this.#wake(seconds);
    },
    drop: (handles: readonly number[], seconds: number): void => {
      dropBrought(this.rank, this.#host.table.rows, handles, seconds);
      if (this.line.size > 0) this.#headChanged(this.line.head, seconds);
    },
  };

  /** Plans once more where nothing runs: what waits may have room. */
  #wake(seconds: number): void {
    if (this.#phase !== phase.idle || this.waiting === 0) return;
    this.batch.boundarySeconds = seconds;
    this.#planWhenQuiet();
  }

  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.#plan();
    return this.batch.boundarySeconds;
  }

  kvBlocksAt(seconds: number): number {
    return this.batch.kvBlocksAt(seconds, this.#planned);
  }

  setSpeed(change: SpeedChange, seconds: number): void {
    Object.assign(this.batch.speed, change);
    if (this.#phase === phase.stepping) this.#cut(seconds);
  }

  fail(seconds: number, each: (handle: number) => void): void {
    this.rank.fail(seconds, each);
    this.prompts.fail(each);
    this.#leaving.clear();
    this.#done = 0;
    this.#busy = false;
    this.#phase = phase.idle;
    this.#host.calendar.clear(this.#slot);
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    const { batch } = this;
    this.#done = this.#planned;
    const now = batch.stretch.boundary(this.#done);
    batch.boundarySeconds = now;
    const ends = batch.held.places > 0 || batch.finish.topKey <= batch.counter + this.#done;
    if (batch.single || ends) {
      this.#settle();
      endStep(batch, this.#host, now, this.#onComplete, this.prompts.add);
    }
    if (this.#leaving.size > 0) this.#expireLeaving(now);
    this.completed += this.prompts.handOff(now);
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
    this.batch.end(handle);
    if (completed) this.completed++;
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving(now: number): void {
    const { rows } = this.#host.table;
    this.#leaving.leave(now, (handle) => {
      if (rows[handle * STRIDE + field.state] === state.preempted) {
        this.line.remove(handle, now);
        this.#host.onEnded(handle, now, false);
        return;
      }
      this.#settle();
      this.batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    });
  }

  // ── the decision on the next step ─────────────────────────────────────────────────────────────────────────────

  #plan(): void {
    const { batch } = this;
    const now = batch.boundarySeconds;
    if (batch.running.size === 0 && this.#holds(now)) return;
    if (!batch.settled) {
      // blocks that have come free meanwhile make no stretch longer than it was planned
      if (this.#done < this.#limit && this.rank.goesOn(this.#done)) {
        const hasNews = this.line.reveal(this.rank.byService ? this.#done : 0);
        this.#schedule(hasNews || this.pool.stepwise ? this.#done + 1 : this.#limit);
        return;
      }
      this.#settle();
    }
    const preempted = this.rank.plan(now);
    this.#busy = batch.running.size > 0;
    if (this.#busy) {
      this.#limit = this.rank.start(now);
      const lags = this.line.reveal(0) || batch.held.places > 0;
      const single = this.pool.stepwise || preempted || this.rank.watchesOrder;
      this.#schedule(single || lags ? 1 : this.#limit);
    } else {
      this.#phase = phase.idle;
      this.#host.calendar.clear(this.#slot);
    }
  }

  /** Dynamic batching: an idle replica may wait for company before its next batch. */
  #holds(now: number): boolean {
    const start = this.rank.opensAt(now);
    if (start <= now + TIE_SECONDS) return false;
    this.#phase = phase.holding;
    this.batch.boundarySeconds = start;
    this.#host.calendar.set(this.#slot, dueSeconds(lane.plan, start), lane.plan);
    return true;
  }

  #schedule(planned: number): void {
    this.#planned = planned;
    this.#phase = phase.stepping;
    const due = dueSeconds(lane.completion, this.batch.stretch.boundary(planned));
    this.#host.calendar.set(this.#slot, due, lane.completion);
  }

  /** `handle` may have become the request that is admitted next: wake the replica, or end its stretch if it fits. */
  #headChanged(handle: number, seconds: number): void {
    if (this.#phase === phase.planning) return;
    if (this.#phase === phase.idle || this.#phase === phase.holding) {
      this.batch.boundarySeconds = seconds;
      this.#planWhenQuiet();
      return;
    }
    if (this.#planned === this.#done + 1) return;
    if (this.rank.watchesOrder) this.#cut(seconds);
    else if (this.line.head === handle) {
      const steps = this.batch.stretch.boundaryAfter(this.#done, seconds);
      if (steps < this.#planned && this.rank.admissible(steps)) this.#schedule(steps);
    }
  }

  /** Ends the stretch at its first boundary at `seconds` or later. */
  #cut(seconds: number): void {
    const steps = this.batch.stretch.boundaryAfter(this.#done, seconds);
    if (steps < this.#planned) this.#schedule(steps);
  }
}

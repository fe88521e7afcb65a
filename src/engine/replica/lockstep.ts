import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import { type DataRanks, StepTerms, setSeconds, stepSeconds } from '../../physics/step-model.ts';
import type { Reached } from '../../physics/validity.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import type { ReplicaHost } from './host.ts';
import { Leaving } from './leaving.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Rank } from './rank.ts';
import { ownJoules, takeCap } from './rank-joules.ts';
import { shareTraffic } from './rank-traffic.ts';
import type { SpeedChange } from './speed.ts';
import { endStep } from './step-end.ts';
import { ReplicaSums } from './step-ledger.ts';

const phase = { idle: 0, stepping: 1, planning: 2 } as const;

/**
 * A replica of several data ranks: each has a batch, a queue and a KV cache of its own, and all step together, as long
 * as the slowest takes. A request goes to the rank with the fewest that have not ended, the first of equals. What flows
 * whoever runs (weights, links, static power; of idle ranks too) is owned equally by all scheduled sequences.
 * Each step is an event of its own: ranks are rarely all without prompts, so that there would be little to stretch.
 */
export class LockstepReplica implements EngineReplica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly handOff = null;
  readonly life = new ReplicaLife();
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #ranks: readonly Rank[];
  readonly #terms: readonly StepTerms[];
  /** Requests of each rank that have not ended, and the rank of each of these requests. */
  readonly #outstanding: number[];
  readonly #rankOf = new Map<number, number>();
  readonly #leaving: Leaving;
  readonly #onComplete = (handle: number, now: number) => this.#leave(handle, now, true);
  readonly #all: DataRanks = { tokens: 0, most: 0 };
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  #boundarySeconds = 0;
  #anchor = 0;
  #stepSeconds = 0;
  #pace = 1;
  #busySeconds = 0;
  #steps = 0;
  #busy = false; // as in a replica of one rank
  received = 0;
  completed = 0;
  peakWatts = 0;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    pool: PoolContext,
    createScheduler: () => Scheduler,
  ) {
    this.#host = host;
    this.index = index;
    this.#slot = slot;
    this.pool = pool;
    this.#leaving = new Leaving(host.table, pool.spec.engine.prefixCache);
    const length = pool.spec.dataRanks;
    this.#ranks = Array.from({ length }, () => new Rank(host, pool, createScheduler(), index));
    this.#terms = this.#ranks.map(() => new StepTerms());
    this.#outstanding = this.#ranks.map(() => 0);
  }

  get preemptions(): number {
    return this.#ranks.reduce((sum, rank) => sum + rank.preemptions, 0);
  }

  get waiting(): number {
    return this.#ranks.reduce((sum, rank) => sum + rank.line.waiting, 0);
  }

  get running(): number {
    return this.#ranks.reduce((sum, rank) => sum + rank.batch.running.size, 0);
  }

  get outputTokens(): number {
    return this.#ranks.reduce((sum, rank) => sum + rank.batch.outputTokens, 0);
  }

  get reached(): readonly Readonly<Reached>[] {
    return this.#ranks.map(({ batch }) => batch.reached);
  }

  enqueue(handle: number, request: RequestView, seconds: number): void {
    const index = this.#outstanding.indexOf(Math.min(...this.#outstanding));
    this.#outstanding[index]!++;
    this.#rankOf.set(handle, index);
    const { line } = this.#ranks[index]!;
    if (this.pool.lags && this.#busy) line.pushLater(handle, request);
    else line.push(handle, request, 0);
    if (this.#phase !== phase.idle) return;
    this.#boundarySeconds = seconds;
    this.#planWhenQuiet();
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    if (where === state.prefill || where === state.decode) {
      this.#leaving.add(handle);
      if (this.#phase === phase.planning) this.#expireLeaving(this.#boundarySeconds);
      return false;
    }
    this.#rank(handle).line.remove(handle, seconds);
    this.#forget(handle);
    return true;
  }

  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.#plan();
    return this.#boundarySeconds;
  }

  kvBlocksAt(seconds: number): number {
    return this.#ranks.reduce((sum, { batch }) => sum + batch.kvBlocksAt(seconds, 1), 0);
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    const all = new ReplicaSums();
    // ranks are busy at the same time, and a step is one step of them all
    for (const { batch } of this.#ranks) batch.sumsAt(seconds, all);
    const elapsed = this.#elapsed(seconds);
    all.busySeconds = this.#busySeconds + elapsed;
    all.steps = this.#steps + (elapsed > 0 ? 1 : 0);
    sums.add(all);
  }

  /** Seconds of the step in progress that are over; one that starts at this very instant has not begun. */
  #elapsed(seconds: number): number {
    const elapsed = this.#phase === phase.stepping ? seconds - this.#anchor : 0;
    return elapsed > TIE_SECONDS ? elapsed : 0;
  }

  setSpeed({ pace = this.#pace, ...gear }: SpeedChange): void {
    this.#pace = pace;
    for (const { batch } of this.#ranks) Object.assign(batch.speed, gear);
  }

  fail(seconds: number, each: (handle: number) => void): void {
    const elapsed = this.#elapsed(seconds);
    this.#busySeconds += elapsed;
    if (elapsed > 0) this.#steps++;
    for (const rank of this.#ranks) {
      rank.fail(seconds, (handle) => {
        this.#forget(handle);
        each(handle);
      });
    }
    this.#leaving.clear();
    this.#busy = false;
    this.#phase = phase.idle;
    this.#host.calendar.clear(this.#slot);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    for (const rank of this.#ranks) rank.halt(seconds, each);
  }

  assertEmpty(): void {
    for (const rank of this.#ranks) rank.assertEmpty();
    assert(this.#rankOf.size === 0, 'replica: requests left with a rank');
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    const now = this.#anchor + this.#stepSeconds;
    this.#boundarySeconds = now;
    this.#busySeconds += this.#stepSeconds;
    this.#steps++;
    for (const { batch } of this.#ranks) {
      if (batch.settled) continue;
      batch.boundarySeconds = now;
      batch.settle(1);
      endStep(batch, this.#host, now, this.#onComplete);
    }
    this.#expireLeaving(now);
    this.#planWhenQuiet();
  }

  /** Plans now, or, when something else happens at this instant, after it. */
  #planWhenQuiet(): void {
    const { calendar } = this.#host;
    this.#phase = phase.planning;
    const due = dueSeconds(lane.plan, this.#boundarySeconds);
    if (calendar.nextTimeBeside(this.#slot) > due) this.#plan();
    else calendar.set(this.#slot, due, lane.plan);
  }

  #leave(handle: number, now: number, completed: boolean): void {
    this.#rank(handle).batch.end(handle);
    if (completed) this.completed++;
    this.#forget(handle);
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving(now: number): void {
    const { rows } = this.#host.table;
    this.#leaving.leave(now, (handle) => {
      const { batch, line } = this.#rank(handle);
      if (rows[handle * STRIDE + field.state] === state.preempted) {
        line.remove(handle, now);
        this.#forget(handle);
        this.#host.onEnded(handle, now, false);
        return;
      }
      batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    });
  }

  #rank(handle: number): Rank {
    return this.#ranks[this.#rankOf.get(handle)!]!;
  }

  #forget(handle: number): void {
    this.#outstanding[this.#rankOf.get(handle)!]!--;
    this.#rankOf.delete(handle);
  }

  // ── the next step ─────────────────────────────────────────────────────────────────────────────────────────────

  #plan(): void {
    const now = this.#boundarySeconds;
    for (const rank of this.#ranks) rank.plan(now);
    const { calendar } = this.#host;
    this.#busy = this.running > 0;
    if (!this.#busy) {
      this.#phase = phase.idle;
      calendar.clear(this.#slot);
      this.#ranks[0]!.idles(now);
      return;
    }
    this.#start(now);
    for (const { line } of this.#ranks) line.reveal(0);
    this.#phase = phase.stepping;
    calendar.set(this.#slot, dueSeconds(lane.completion, now + this.#stepSeconds), lane.completion);
  }

  /** Starts a step of all ranks: each is charged as itself, in the time of the slowest. */
  #start(now: number): void {
    const all = Object.assign(this.#all, { tokens: 0, most: 0 });
    for (const { batch } of this.#ranks) {
      const tokens = batch.decodingNow + batch.chunks.sums.tokens;
      all.tokens += tokens;
      all.most = Math.max(all.most, tokens);
    }
    let seconds = 0;
    let watts = 0;
    let shared = 0;
    let own = 0;
    let scheduled = 0;
    this.#ranks.forEach(({ batch }, i) => {
      const terms = this.#terms[i]!;
      const { decodingNow: decoding, contextNow: context, chunks, running } = batch;
      batch.speed.planned.costs.mixed(decoding, chunks.sums, terms, all, context);
      terms.fixedSeconds += batch.copySeconds;
      watts += terms.staticWatts;
      shared += terms.sharedJoules;
      if (running.size === 0) return;
      scheduled += decoding + chunks.count;
      seconds = Math.max(seconds, stepSeconds(terms, context));
      own += ownJoules(terms, batch);
    });
    seconds *= this.#pace;
    this.#ranks.forEach(({ batch }, i) => {
      shared -= takeCap(this.#terms[i]!, batch, seconds);
    });
    shareTraffic(this.#terms, this.#ranks);
    this.#anchor = now;
    this.#stepSeconds = seconds;
    const drawn = { watts: watts + (shared + own) / seconds, slope: 0, lasts: seconds };
    this.peakWatts = Math.max(this.peakWatts, drawn.watts);
    this.#host.power?.onDrawn(this.index, now, drawn);
    this.#ranks.forEach(({ batch }, i) => {
      if (batch.running.size === 0) return;
      const part = (batch.decodingNow + batch.chunks.count) / scheduled;
      const terms = this.#terms[i]!;
      setSeconds(terms, seconds);
      terms.staticWatts = watts * part;
      terms.sharedJoules = shared * part;
      batch.view.timeShare = part;
      batch.start(now, terms);
    });
  }
}

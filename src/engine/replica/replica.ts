import { assert } from '../../base/assert.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import { StepTerms } from '../../physics/step-model.ts';
import type { RequestView } from '../../policy/request-view.ts';
import { EMPTY, type Scheduler } from '../../policy/scheduling/port.ts';
import type { Recorder } from '../../record/port.ts';
import { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import { Chunks, RunningList } from './batch.ts';
import { GapStack } from './gap-stack.ts';
import { recordGaps } from './gaps.ts';
import { KvLedger } from './kv-ledger.ts';
import type { PoolContext } from './pool-context.ts';
import { type BatchView, type ReplicaSums, StepLedger } from './step-ledger.ts';
import { Stretch } from './stretch.ts';

const NONE = -1;
const GAPS_KEPT = 1024;

/** What a replica needs of the run around it. */
export interface ReplicaHost {
  readonly calendar: Calendar;
  readonly table: RequestTable;
  readonly recorder: Recorder;
  readonly workloads: number;
  /** A waiting request was scheduled for the first time. */
  onScheduled(): void;
  /** A request has left: completed, or its client gave up. */
  onEnded(handle: number, seconds: number, completed: boolean): void;
  /** A first token appeared: the client's patience is now measured against the whole answer. */
  onFirstToken(handle: number): void;
}

const phase = { idle: 0, stepping: 1, planning: 2 } as const;

/**
 * One replica's engine: continuous batching with chunked prefill, paged KV and recompute preemption, as serving
 * frameworks do it (vLLM V1's loop). The batch is held as aggregates, a sequence is touched only when it joins or
 * leaves, and steps that only decode are run as one stretch (engine/replica/stretch.ts).
 *
 * Life of a stretch: `start` anchors it; `done` steps of it are over and not yet booked; `planned` is the step at whose
 * end the next event comes; `limit` the last step that it can hold. `settle` books it when the batch changes.
 */
export class Replica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly kv: KvLedger;
  readonly ledger = new StepLedger();
  readonly running: RunningList;
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #waiting: Scheduler;
  readonly #finish: RequestHeap;
  readonly #gaps = new GapStack();
  readonly #chunks: Chunks;
  readonly #mixedTerms = new StepTerms();
  /** Preempted requests, the one to resume first on top; they go before the scheduler's queue. */
  readonly #preempted: number[] = [];
  /** Running requests whose client has given up: they leave at the next boundary. */
  readonly #leaving: number[] = [];
  /** Measured decoding sequences by workload, for the gaps. */
  readonly #measured: Int32Array;
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  readonly #stretch = new Stretch();
  /** What the steps of the stretch have in common. */
  readonly #batch: BatchView = {
    terms: this.#mixedTerms,
    stretch: this.#stretch,
    decoding: 0,
    prefilling: 0,
    context: 0,
    chunkJoules: 0,
  };
  /** Decode steps since the start of the run. */
  #counter = 0;
  /** Σ tokens cached by decoding sequences at the anchor. */
  #context = 0;
  /** The sequence whose prompt was cut by the token budget: always the last admitted. */
  #partial = NONE;
  #done = 0;
  #planned = 0;
  #limit = 0;
  #settled = true;
  /** The boundary at which the next step starts. */
  #boundarySeconds = 0;
  preemptions = 0;
  /** Requests that were sent here, and those that completed here. */
  received = 0;
  completed = 0;
  /** Tokens made here, whatever became of them. */
  outputTokens = 0;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    pool: PoolContext,
    waiting: Scheduler,
  ) {
    this.#host = host;
    this.index = index;
    this.#slot = slot;
    this.pool = pool;
    this.#waiting = waiting;
    this.kv = new KvLedger(pool.spec.kvBlocks, pool.spec.engine.blockTokens);
    this.running = new RunningList(host.table);
    this.#finish = new RequestHeap(host.table, field.finishCounter, field.finishPosition);
    this.#chunks = new Chunks(pool.maxSequences);
    this.#measured = new Int32Array(host.workloads);
  }

  /** Requests that wait here: never scheduled, or preempted. */
  get waiting(): number {
    return this.#waiting.size + this.#preempted.length;
  }

  // ── what the outside does to a replica ────────────────────────────────────────────────────────────────────────

  /** A request arrives in the replica's queue. */
  enqueue(handle: number, request: RequestView, seconds: number): void {
    this.received++;
    this.#waiting.push(handle, request);
    this.#headChanged(handle, seconds);
  }

  /** The client of a request gives up: a waiting one leaves now (true), a running one at the next boundary (false). */
  giveUp(handle: number, seconds: number): boolean {
    const rows = this.#host.table.rows;
    const where = rows[handle * STRIDE + field.state]!;
    if (where === state.waiting) {
      this.#waiting.remove(handle);
    } else if (where === state.preempted) {
      this.#preempted.splice(this.#preempted.indexOf(handle), 1);
      rows[handle * STRIDE + field.preemptedSeconds]! +=
        seconds - rows[handle * STRIDE + field.since]!;
    } else {
      this.#leaving.push(handle);
      if (this.#phase === phase.stepping) this.#cut(seconds);
      return false;
    }
    if (this.waiting > 0) this.#headChanged(this.#head(), seconds);
    return true;
  }

  /** The calendar's event: a step's end, or the decision that waited until all had arrived. Returns its instant. */
  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.#plan();
    return this.#boundarySeconds;
  }

  /** Adds to `sums` all that this replica did until `seconds` (now, or earlier in the stretch in progress). */
  sumsAt(seconds: number, sums: ReplicaSums): void {
    const elapsed = this.#settled ? 0 : seconds - this.#stretch.anchor;
    const used = this.kv.total - this.kv.free;
    this.ledger.sumsAfter(this.#batch, elapsed, used, sums);
  }

  /** KV blocks in use at an instant of the step in progress. */
  kvBlocksAt(seconds: number): number {
    const used = this.kv.total - this.kv.free;
    if (this.#settled || seconds <= this.#stretch.anchor) return used;
    // a step's blocks are taken when it starts, so the step in progress counts
    const steps = Math.min(this.#stretch.firstBoundaryAtOrAfter(seconds), this.#planned);
    return used + this.kv.demandOver(this.#counter, steps);
  }

  /** Books what has run until `seconds` and takes every request out of the batch: the run ends here. */
  halt(seconds: number, each: (handle: number) => void): void {
    const { table } = this.#host;
    if (!this.#settled) this.#settleUntil(seconds);
    for (let h = this.running.first; h !== NONE; h = this.running.next(h)) {
      const base = h * STRIDE;
      if (table.rows[base + field.state] === state.decode) this.#leaveDecode(h, seconds);
      else table.rows[base + field.prefillSeconds]! += seconds - table.rows[base + field.since]!;
      each(h);
    }
    for (const h of this.#preempted) {
      const base = h * STRIDE;
      table.rows[base + field.preemptedSeconds]! += seconds - table.rows[base + field.since]!;
      each(h);
    }
    while (this.#waiting.peek() !== EMPTY) each(this.#waiting.pop());
  }

  /** Throws unless the replica is as empty as it began. */
  assertEmpty(): void {
    this.kv.assertEmpty();
    assert(this.running.size === 0 && this.waiting === 0, 'replica: requests left behind');
    assert(this.#context === 0 && this.#finish.size === 0, 'replica: context left behind');
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    this.#done = this.#planned;
    const now = this.#stretch.boundary(this.#done);
    this.#boundarySeconds = now;
    if (this.#chunks.count > 0 || this.#finish.topKey <= this.#counter + this.#done) {
      this.#settle();
      if (this.#chunks.count > 0) this.#completeChunks(now);
      while (this.#finish.topKey <= this.#counter) this.#completeDecode(this.#finish.pop(), now);
    }
    if (this.#leaving.length > 0) this.#expireLeaving(now);
    this.#planWhenQuiet();
  }

  /** Plans now, or, when something else happens at this instant, after it. */
  #planWhenQuiet(): void {
    const { calendar } = this.#host;
    this.#phase = phase.planning;
    calendar.clear(this.#slot);
    const due = dueSeconds(lane.plan, this.#boundarySeconds);
    if (calendar.nextTime <= due) calendar.set(this.#slot, due, lane.plan);
    else this.#plan();
  }

  /** Books the steps that are over; the batch is about to change, or the run ends. */
  #settle(): void {
    if (this.#settled) return;
    const steps = this.#done;
    this.#settled = true;
    this.#done = 0;
    if (steps === 0) return;
    const used = this.kv.total - this.kv.free;
    const { decoding } = this.kv;
    const first = used + this.kv.demand(this.#counter);
    this.kv.advance(this.#counter, steps);
    this.ledger.book(this.#batch, steps, first, this.kv.total - this.kv.free);
    if (decoding > 0) {
      recordGaps(this.#host.recorder, this.#stretch, steps, this.#measured);
      this.#counter += steps;
      this.outputTokens += steps * decoding;
      this.#context += steps * decoding;
      this.#gaps.push(this.#counter, this.#stretch.stepSeconds(steps - 1));
      if (this.#gaps.size > GAPS_KEPT) this.#forgetGaps();
    }
  }

  #completeChunks(now: number): void {
    const chunks = this.#chunks;
    const rows = this.#host.table.rows;
    const share = this.ledger.lastShare;
    this.#partial = NONE;
    for (let i = 0; i < chunks.count; i++) {
      const handle = chunks.handles[i]!;
      const base = handle * STRIDE;
      const cached = rows[base + field.computed]!;
      const length = chunks.lengths[i]!;
      rows[base + field.joules]! += share + this.pool.model.chunkJoules(length, cached);
      rows[base + field.computed] = cached + length;
      if (cached + length < rows[base + field.target]!) this.#partial = handle;
      else this.#completePrefill(handle, now);
    }
    chunks.clear();
  }

  /** The prompt's last chunk is computed: it yields a token, and the sequence decodes from here. */
  #completePrefill(handle: number, now: number): void {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
    rows[base + field.since] = now;
    const made = rows[base + field.made]! + 1;
    rows[base + field.made] = made;
    this.outputTokens++;
    if (made === 1) {
      rows[base + field.firstToken] = now;
      this.#host.onFirstToken(handle);
    } else {
      const gap = now - rows[base + field.lastToken]!;
      if (gap > rows[base + field.worstGap]!) rows[base + field.worstGap] = gap;
      if (rows[base + field.measured] === 1) {
        this.#host.recorder.gap(rows[base + field.workload]!, gap, 1);
      }
    }
    rows[base + field.lastToken] = now;
    if (made === rows[base + field.output]!) this.#leave(handle, now, true);
    else this.#joinDecode(handle, made);
  }

  #joinDecode(handle: number, made: number): void {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    const cached = rows[base + field.computed]!;
    const counter = this.#counter;
    rows[base + field.state] = state.decode;
    rows[base + field.joinCounter] = counter;
    rows[base + field.finishCounter] = counter + rows[base + field.output]! - made;
    rows[base + field.shareAtJoin] = this.ledger.sharePerSequence;
    this.kv.join(cached, counter);
    this.#context += cached;
    this.#finish.push(handle);
    if (rows[base + field.measured] === 1) this.#measured[rows[base + field.workload]!]!++;
  }

  /** Takes a sequence out of the decoding ones: its tokens, joules, seconds and worst gap are settled. */
  #leaveDecode(handle: number, now: number): void {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    const joined = rows[base + field.joinCounter]!;
    const steps = this.#counter - joined;
    const cachedAtJoin = rows[base + field.computed]!;
    const cached = cachedAtJoin + steps;
    const contextSteps = steps * cachedAtJoin + (steps * (steps - 1)) / 2;
    rows[base + field.joules]! +=
      this.ledger.sharePerSequence -
      rows[base + field.shareAtJoin]! +
      steps * this.pool.tokenJoules +
      this.pool.contextJoules * contextSteps;
    rows[base + field.made]! += steps;
    rows[base + field.computed] = cached;
    rows[base + field.decodeSeconds]! += now - rows[base + field.since]!;
    if (steps > 0) {
      rows[base + field.lastToken] = this.#boundarySeconds;
      const gap = this.#gaps.longestSince(joined);
      if (gap > rows[base + field.worstGap]!) rows[base + field.worstGap] = gap;
    }
    this.kv.leave(cached, this.#counter);
    this.#context -= cached;
    if (rows[base + field.measured] === 1) this.#measured[rows[base + field.workload]!]!--;
    if (this.kv.decoding === 0) this.#gaps.clear();
  }

  #completeDecode(handle: number, now: number): void {
    this.#leaveDecode(handle, now);
    this.#leave(handle, now, true);
  }

  /** The request ends here: its blocks and its place are free for the step that starts now. */
  #leave(handle: number, now: number, completed: boolean): void {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    this.kv.give(this.kv.blocksFor(rows[base + field.computed]!));
    this.running.remove(handle);
    if (completed) this.completed++;
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving(now: number): void {
    const rows = this.#host.table.rows;
    for (const handle of this.#leaving) {
      const base = handle * STRIDE;
      const where = rows[base + field.state]!;
      if (where === state.ended) continue;
      // a first token at the very instant of its deadline is in time: onFirstToken has moved the deadline
      if (rows[base + field.deadline]! > now + TIE_SECONDS) continue;
      if (where === state.decode) {
        this.#settle();
        this.#finish.remove(handle);
        this.#leaveDecode(handle, now);
      } else if (where === state.prefill) {
        this.#settle();
        rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
        if (this.#partial === handle) this.#partial = NONE;
      }
      this.#leave(handle, now, false);
    }
    this.#leaving.length = 0;
  }

  // ── the decision on the next step ─────────────────────────────────────────────────────────────────────────────

  #plan(): void {
    const now = this.#boundarySeconds;
    if (this.#leaving.length > 0) {
      this.#expireLeaving(now);
      if (this.#putOffForDispatch()) return;
    }
    if (!this.#settled) {
      const shortage = this.kv.demandOver(this.#counter, this.#done + 1) > this.kv.free;
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
    } while (preempted && this.running.size === 0);
    if (this.running.size === 0) {
      this.#phase = phase.idle;
      this.#host.calendar.clear(this.#slot);
    } else {
      this.#start(now, preempted);
    }
  }

  /** A central queue may have something for the place that has just become free at this very instant. */
  #putOffForDispatch(): boolean {
    const { calendar } = this.#host;
    const due = dueSeconds(lane.plan, this.#boundarySeconds);
    calendar.clear(this.#slot);
    if (calendar.nextTime > due || calendar.nextLane > lane.dispatch) return false;
    calendar.set(this.#slot, due, lane.plan);
    return true;
  }

  /** Preempts the last admitted until the running sequences have their blocks for the next step. */
  #preemptUntilFits(now: number): boolean {
    let preempted = false;
    for (;;) {
      const need = this.#partialBlocks();
      if (this.kv.demand(this.#counter) + need <= this.kv.free) break;
      this.#preempt(this.running.last, now);
      preempted = true;
    }
    if (this.#partial !== NONE) {
      assert(this.#partial === this.running.last, 'replica: a cut prompt is not the last admitted');
      this.#addChunk(this.#partial, this.pool.maxBatchedTokens - this.kv.decoding);
    }
    return preempted;
  }

  /** Blocks that the next chunk of the cut prompt takes. */
  #partialBlocks(): number {
    if (this.#partial === NONE) return 0;
    const rows = this.#host.table.rows;
    const base = this.#partial * STRIDE;
    const computed = rows[base + field.computed]!;
    const budget = this.pool.maxBatchedTokens - this.kv.decoding;
    const chunk = Math.min(rows[base + field.target]! - computed, budget);
    return this.kv.blocksFor(computed + chunk) - this.kv.blocksFor(computed);
  }

  #preempt(handle: number, now: number): void {
    assert(handle !== NONE, 'replica: nothing left to preempt');
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    if (rows[base + field.state] === state.decode) {
      this.#finish.remove(handle);
      this.#leaveDecode(handle, now);
    } else {
      rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
      this.#partial = NONE;
    }
    this.kv.give(this.kv.blocksFor(rows[base + field.computed]!));
    this.running.remove(handle);
    rows[base + field.computed] = 0;
    rows[base + field.state] = state.preempted;
    rows[base + field.since] = now;
    rows[base + field.preemptions]!++;
    this.preemptions++;
    this.#preempted.push(handle);
  }

  /** Admits waiting requests in order while the token budget, places and blocks last; nobody overtakes. */
  #admit(now: number): void {
    const { pool, kv } = this;
    let budget = pool.maxBatchedTokens - kv.decoding - this.#chunks.sums.tokens;
    const promised = kv.demand(this.#counter);
    while (budget > 0 && this.running.size < pool.maxSequences) {
      const handle = this.#head();
      if (handle === EMPTY) return;
      const target = this.#targetOf(handle);
      if (kv.blocksFor(Math.min(target, budget)) > kv.free - promised) return;
      if (this.#preempted.length > 0) this.#preempted.pop();
      else this.#waiting.pop();
      this.#beginPrefill(handle, target, now);
      budget -= this.#addChunk(handle, budget);
    }
  }

  #beginPrefill(handle: number, target: number, now: number): void {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    if (rows[base + field.state] === state.preempted) {
      rows[base + field.preemptedSeconds]! += now - rows[base + field.since]!;
      rows[base + field.since] = now;
    } else {
      // the tie rule lets a request join a step that began up to a nanosecond before it came
      const scheduled = Math.max(now, rows[base + field.arrival]!);
      rows[base + field.scheduled] = scheduled;
      rows[base + field.since] = scheduled;
      this.#host.onScheduled();
    }
    rows[base + field.state] = state.prefill;
    rows[base + field.target] = target;
    rows[base + field.computed] = 0;
    this.running.append(handle);
  }

  /** Puts a chunk of at most `budget` tokens into the step and takes its blocks; returns its length. */
  #addChunk(handle: number, budget: number): number {
    const rows = this.#host.table.rows;
    const base = handle * STRIDE;
    const computed = rows[base + field.computed]!;
    const rest = rows[base + field.target]! - computed;
    const length = Math.min(rest, budget);
    this.kv.take(this.kv.blocksFor(computed + length) - this.kv.blocksFor(computed));
    const joules = this.pool.model.chunkJoules(length, computed);
    this.#chunks.add(handle, length, computed, length === rest, joules);
    return length;
  }

  /** Anchors the next stretch: one step when it prefills or someone was preempted, else as long as nothing changes. */
  #start(now: number, preempted: boolean): void {
    const { kv, pool } = this;
    const batch = this.#batch;
    batch.decoding = kv.decoding;
    batch.prefilling = this.#chunks.count;
    batch.context = this.#context;
    batch.chunkJoules = this.#chunks.joules;
    if (this.#chunks.count > 0) {
      pool.model.mixed(kv.decoding, this.#chunks.sums, this.#mixedTerms);
      batch.terms = this.#mixedTerms;
      this.#limit = 1;
    } else {
      batch.terms = pool.decodeTerms(kv.decoding);
      const untilFinish = this.#finish.topKey - this.#counter;
      this.#limit = kv.stepsWithBlocks(this.#counter, untilFinish);
    }
    assert(this.#limit >= 1, 'replica: a stretch of no steps');
    this.#stretch.load(batch.terms, kv.decoding, this.#context, now);
    this.#settled = false;
    this.#done = 0;
    this.#schedule(pool.stepwise || preempted ? 1 : this.#limit);
  }

  #schedule(planned: number): void {
    this.#planned = planned;
    this.#phase = phase.stepping;
    const boundary = this.#stretch.boundary(planned);
    this.#host.calendar.set(this.#slot, dueSeconds(lane.completion, boundary), lane.completion);
  }

  // ── cutting a stretch ─────────────────────────────────────────────────────────────────────────────────────────

  /** `handle` may have become the request that is admitted next: wake the replica, or end its stretch if it fits. */
  #headChanged(handle: number, seconds: number): void {
    if (this.#phase === phase.planning) return;
    if (this.#phase === phase.idle) {
      this.#boundarySeconds = seconds;
      this.#planWhenQuiet();
      return;
    }
    if (this.#planned === this.#done + 1 || this.#head() !== handle) return;
    if (this.running.size >= this.pool.maxSequences) return;
    const steps = this.#nextBoundary(seconds);
    if (this.#admissible(steps)) this.#cutAfter(steps, seconds);
  }

  /** Steps of the stretch until its first boundary at `seconds` or later that has not passed yet. */
  #nextBoundary(seconds: number): number {
    const steps = this.#stretch.firstBoundaryAtOrAfter(seconds - TIE_SECONDS);
    return Math.max(steps, this.#done + 1);
  }

  /** Ends the stretch at its first boundary at `seconds` or later. */
  #cut(seconds: number): void {
    if (this.#planned === this.#done + 1) return;
    this.#cutAfter(this.#nextBoundary(seconds), seconds);
  }

  /** Ends the stretch after `steps` steps, for something that happens at `seconds`. */
  #cutAfter(steps: number, seconds: number): void {
    if (steps >= this.#planned) return;
    const boundary = this.#stretch.boundary(steps);
    if (boundary > seconds + TIE_SECONDS) {
      this.#schedule(steps);
      return;
    }
    // that boundary is simultaneous with what cuts the stretch: nothing ends at it, and only the plan is left to do
    this.#done = steps;
    this.#boundarySeconds = boundary;
    this.#phase = phase.planning;
    this.#host.calendar.set(this.#slot, dueSeconds(lane.plan, boundary), lane.plan);
  }

  /** Whether the head of the queue could join at the boundary after `steps` steps of the stretch. */
  #admissible(steps: number): boolean {
    const handle = this.#head();
    if (handle === EMPTY || this.running.size >= this.pool.maxSequences) return false;
    const chunk = Math.min(this.#targetOf(handle), this.pool.maxBatchedTokens - this.kv.decoding);
    const free = this.kv.free - this.kv.demandOver(this.#counter, steps + 1);
    return this.kv.blocksFor(chunk) <= free;
  }

  #head(): number {
    const count = this.#preempted.length;
    return count > 0 ? this.#preempted[count - 1]! : this.#waiting.peek();
  }

  #targetOf(handle: number): number {
    const rows = this.#host.table.rows;
    return rows[handle * STRIDE + field.prompt]! + rows[handle * STRIDE + field.made]!;
  }

  // ── small things ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Books the steps that are over at `seconds`; of the step in progress, everybody owns their part so far. */
  #settleUntil(seconds: number): void {
    const stretch = this.#stretch;
    const next = stretch.firstBoundaryAtOrAfter(seconds - TIE_SECONDS);
    const done = stretch.boundary(next) <= seconds + TIE_SECONDS ? next : next - 1;
    const started = stretch.boundary(done);
    const part = (seconds - started) / stretch.stepSeconds(done);
    this.#done = done;
    this.#boundarySeconds = started;
    this.#settle();
    if (seconds - started <= TIE_SECONDS) return;
    this.ledger.notePeak(this.#batch, done);
    const { terms } = this.#batch;
    const { rows } = this.#host.table;
    const shared = part * terms.sharedJoules + terms.staticWatts * (seconds - started);
    const share = shared / this.running.size;
    for (let h = this.running.first; h !== NONE; h = this.running.next(h)) {
      const base = h * STRIDE;
      rows[base + field.joules]! += share;
      if (rows[base + field.state] !== state.decode) continue;
      const joined = rows[base + field.joinCounter]!;
      const cached = rows[base + field.computed]! + this.#counter - joined;
      rows[base + field.joules]! +=
        part * (this.pool.tokenJoules + this.pool.contextJoules * cached);
    }
    for (let i = 0; i < this.#chunks.count; i++) {
      const base = this.#chunks.handles[i]! * STRIDE;
      const own = this.pool.model.chunkJoules(
        this.#chunks.lengths[i]!,
        rows[base + field.computed]!,
      );
      rows[base + field.joules]! += part * own;
    }
  }

  #forgetGaps(): void {
    const rows = this.#host.table.rows;
    let oldest = Number.POSITIVE_INFINITY;
    for (let h = this.running.first; h !== NONE; h = this.running.next(h)) {
      if (rows[h * STRIDE + field.state] !== state.decode) continue;
      oldest = Math.min(oldest, rows[h * STRIDE + field.joinCounter]!);
    }
    this.#gaps.forgetUntil(oldest);
  }
}

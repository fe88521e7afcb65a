import { assert } from '../../base/assert.ts';
import { nextChunk } from '../../policy/batching/port.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE } from '../request-table.ts';
import { AdapterLine } from './adapter-line.ts';
import type { AdapterSlots } from './adapter-slots.ts';
import { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';
import { Incoming } from './incoming.ts';
import { haltAll, loseAll } from './lose-all.ts';
import { nextBatch } from './next-batch.ts';
import { readBelow } from './onboard.ts';
import type { PoolContext } from './pool-context.ts';
import { resume } from './resume.ts';
import { SwapSpace } from './swap-space.ts';
import { WaitingLine } from './waiting-line.ts';

const NONE = -1;

/** Who runs and who waits on one data rank of a replica, and who does so in the next step. */
export class Rank {
  readonly batch: Batch;
  readonly line: WaitingLine;
  readonly incoming: Incoming;
  /** Where preempted sequences wait with their blocks; null where these are computed anew. */
  readonly swap: SwapSpace | null;
  /** Reads what a prompt finds below the prefix cache (onboard.ts); null where there is nothing. */
  readonly onboard: ((handle: number, seconds: number) => number) | null;
  /** Adapters on the chips; null where there are none to choose from. */
  readonly adapters: AdapterSlots | null;
  readonly #pool: PoolContext;
  readonly #host: ReplicaHost;
  /** Number of the replica that it is of. */
  readonly #replica: number;
  /** Of the next batch, at most. */
  #places: number;
  /** Whether who is first depends on who was served. */
  readonly byService: boolean;
  /** Whether it depends on what the prefix cache has. */
  readonly #byPrefix: boolean;
  preemptions = 0;
  /** Whether nobody is let in: the model is to leave the chips. */
  closed = false;
  /** With a prefix cache: the head of the queue that the stretch has no blocks for, whatever leaves meanwhile. */
  #refused = NONE;

  constructor(host: ReplicaHost, pool: PoolContext, scheduler: Scheduler, replica: number) {
    this.#replica = replica;
    this.#host = host;
    this.#pool = pool;
    this.#places = pool.maxSequences;
    const { swap } = pool.spec;
    this.swap = swap === undefined ? null : new SwapSpace(host.table, swap);
    this.batch = new Batch(host.table, pool, host.recorder, host.workloads);
    this.adapters = this.batch.running.adapters;
    const queue = this.adapters === null ? scheduler : new AdapterLine(this.adapters);
    this.line = new WaitingLine(host.table, queue, this.swap);
    if (this.adapters !== null) {
      this.adapters.onChange = (adapter, resident) =>
        host.onResident(pool.spec.group, replica, resident, adapter);
    }
    this.batch.service = scheduler.service;
    this.byService = scheduler.service !== undefined;
    const { prefixes } = this.batch.blocks;
    if (prefixes !== null) scheduler.attach?.(prefixes);
    this.#byPrefix = prefixes !== null && scheduler.attach !== undefined;
    this.onboard = this.batch.tiers === null ? null : readBelow.bind(null, this.batch);
    this.incoming = new Incoming(host.table, this.batch);
  }

  /** A request comes; `unbookedSteps` steps have been run and are not booked yet. */
  push(handle: number, request: RequestView, unbookedSteps: number): void {
    this.line.push(handle, request, unbookedSteps);
    if (handle === this.#refused) this.#refused = NONE;
  }

  /**
   * Decides who runs in the step that starts at `now`. Returns whether somebody was preempted for it. Where steps are
   * planned one ahead, the plan knows what was so when the step before began, and not who has come or ended since; but
   * with nobody to run, the engine waits for its last step, and knows all.
   */
  plan(now: number): boolean {
    this.batch.boundarySeconds = now;
    this.batch.speed.plan();
    const preempted = this.#decide(now);
    if (!this.#pool.lags || this.batch.running.size > 0) return preempted;
    if (this.batch.held.places === 0 && this.line.waiting === 0) return preempted;
    this.batch.held.letGo(this.batch.kv);
    this.line.reveal(0);
    return this.#decide(now);
  }

  #decide(now: number): boolean {
    let preempted: boolean;
    do {
      preempted = this.#preemptUntilFits(now);
      if (!preempted) this.#admit(now);
    } while (preempted && this.batch.running.size === 0);
    if (this.swap !== null) this.batch.copySeconds += this.swap.copySeconds();
    if (this.adapters !== null) this.batch.copySeconds += this.adapters.takeLoading();
    const isOpen = !preempted && this.batch.kv.cache !== null && this.hasPlace;
    this.#refused = isOpen ? this.line.head : NONE;
    return preempted;
  }

  /** Starts the step that was planned; returns how many of its kind the stretch can hold. */
  start(now: number): number {
    const { batch } = this;
    const limit = batch.start(now);
    this.#host.power?.onDrawn(this.#replica, now, batch.ledger.drawn(batch.view, limit));
    return limit;
  }

  /**
   * Whether each step may bring another one to the head of the queue who fits where the head did not: then every step
   * ends a stretch. While no place is free it does not matter who is first.
   */
  get watchesOrder(): boolean {
    if (!(this.byService || this.#byPrefix) || this.line.size === 0) return false;
    return this.hasPlace;
  }

  /** Whether one more may run beside those that run, that are on the way, and whose ends the plan does not know of. */
  get hasPlace(): boolean {
    const { running, held } = this.batch;
    if (this.closed) return false;
    return running.size + held.places + this.incoming.size < this.#places;
  }

  /** Nothing runs on the whole replica from `seconds` on. */
  idles(seconds: number): void {
    const { idleWatts: watts } = this.#pool.spec;
    this.#host.power?.onDrawn(this.#replica, seconds, { watts, slope: 0, lasts: Infinity });
  }

  /** When the next batch of an idle replica may start, which has no more requests then than dynamic batching prefers. */
  opensAt(now: number): number {
    this.idles(now);
    const { start, places } = nextBatch(this.#pool, this.line, this.#host.table, now);
    this.#places = places;
    return start;
  }

  /** Whether the head of the queue could join at the boundary after `steps` steps of the stretch. */
  admissible(steps: number): boolean {
    const { batch, line } = this;
    const { kv } = batch;
    const handle = line.head;
    if (handle === NONE || handle === this.#refused || !this.hasPlace) return false;
    const target = line.targetOf(handle);
    const budget = this.#pool.promptBudget(kv.decoding);
    const kept = line.keptOf(handle);
    const chunk = line.headBrings ? target : this.#nextChunk(target - kept, budget);
    if (chunk === 0) return false;
    const room = kv.free - kv.demandOver(batch.counter, steps + 1);
    return this.#blocksToJoin(handle, target, kept + chunk, true) <= room;
  }

  /** Tokens of the next step for a waiting prompt of `target`; 0 = it has to wait, whatever room there is. */
  #nextChunk(target: number, budget: number): number {
    const { chunks, running } = this.batch;
    return nextChunk(this.#pool.batching, chunks.count, running.size, target, budget);
  }

  /** Whether the step after `steps` of the stretch, which it has blocks for, is one more of it: nobody can join. */
  goesOn(steps: number): boolean {
    const { batch, incoming } = this;
    if (batch.speed.changed) return false;
    return !this.watchesOrder && !incoming.anyLanded && !this.admissible(steps);
  }

  /**
   * Blocks that have to be free for a waiting request of `target` tokens to be admitted with its first `chunk`, those that
   * it kept included; `later`, at least.
   */
  #blocksToJoin(handle: number, target: number, chunk: number, later: boolean): number {
    const { blocks, kv } = this.batch;
    if (kv.cache !== null) {
      return later
        ? blocks.leastNeededFor(handle, target, chunk)
        : blocks.neededFor(handle, target, chunk);
    }
    const tokens = this.#pool.spec.engine.reserveFullPrompt === true ? target : chunk;
    return kv.held(this.#host.table.rows, handle * STRIDE, tokens);
  }

  /** Books what has run until `seconds` and names every request that is here: the run ends. */
  halt(seconds: number, each: (handle: number) => void): void {
    haltAll(this, seconds, each);
  }

  /** Everything here is lost at `seconds`: see loseAll. The whole replica goes down. */
  fail(seconds: number, each: (handle: number) => void): void {
    this.idles(seconds);
    loseAll(this, this.#host.table.rows, seconds, each);
    this.adapters?.clear();
  }

  /** Throws unless the rank is as empty as it began. */
  assertEmpty(): void {
    assert(this.line.waiting + this.incoming.size === 0, 'replica: requests left behind');
    // the run may be over before the plan that would have let them go
    this.batch.held.letGo(this.batch.kv);
    this.batch.assertEmpty();
    this.swap?.assertEmpty();
  }

  /** Preempts the last admitted until the running sequences have their blocks for the next step. */
  #preemptUntilFits(now: number): boolean {
    const { batch } = this;
    let preempted = false;
    while (!batch.fits) {
      batch.kv.promise(batch.counter);
      this.#preempt(batch.running.last, now);
      preempted = true;
    }
    batch.kv.promise(batch.counter);
    if (batch.partial !== NONE) {
      assert(
        batch.partial === batch.running.last,
        'replica: a cut prompt is not the last admitted',
      );
      batch.addChunk(batch.partial, this.#pool.promptBudget(batch.kv.decoding));
    }
    return preempted;
  }

  #preempt(handle: number, now: number): void {
    assert(handle !== NONE, 'replica: nothing left to preempt');
    const { batch, swap } = this;
    const { rows } = this.#host.table;
    batch.withdraw(handle, now);
    if (swap?.takeOut(handle * STRIDE, batch.kv.heldBy(rows, handle)) === true) {
      batch.ledger.sums.swappedTokens += rows[handle * STRIDE + field.computed]!;
    }
    batch.release(handle);
    this.preemptions++;
    this.line.pushPreempted(handle, now);
  }

  /** Admits waiting requests in order while the token budget, places and blocks last; nobody overtakes. */
  #admit(now: number): void {
    const { batch, line } = this;
    const pool = this.#pool;
    const { kv } = batch;
    let budget = pool.promptBudget(kv.decoding) - batch.chunks.sums.tokens;
    let resumed = false;
    while (budget > 0) {
      const handle = this.incoming.join(now);
      if (handle === NONE) break;
      budget -= batch.addChunk(handle, budget);
    }
    while (budget > 0 && this.hasPlace) {
      const handle = line.head;
      if (handle === NONE) return;
      if (line.keptOf(handle) > 0) {
        if (!resume(this, pool, this.#host.table.rows, now, budget, resumed)) return;
        budget = pool.promptBudget(kv.decoding) - batch.chunks.sums.tokens;
        resumed = batch.chunks.count === 0;
        continue;
      }
      // in steps that prompts have for themselves, those that go on would wait for them
      if (resumed && pool.batching.promptsAlone) return;
      const promised = kv.demand(batch.counter);
      const target = line.targetOf(handle);
      if (line.headBrings) {
        if (kv.blocksFor(target) > kv.free - promised) return;
        line.pop();
        this.incoming.reserve(handle, target);
        this.#host.onReserved(handle, now);
        continue;
      }
      if (batch.blocks.awaits(handle, target, batch.chunks)) return;
      const chunk = this.#nextChunk(target, budget);
      if (chunk === 0 || this.#blocksToJoin(handle, target, chunk, false) > kv.free - promised)
        return;
      line.pop();
      if (batch.admit(handle, target, now)) this.#host.onScheduled(handle);
      budget -= batch.addChunk(handle, chunk);
    }
  }
}

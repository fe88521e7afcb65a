import { assert } from '../../base/assert.ts';
import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { StepTerms } from '../../physics/step-model.ts';
import type { Reached } from '../../physics/validity.ts';
import type { ServiceLedger } from '../../policy/scheduling/port.ts';
import type { Recorder } from '../../record/port.ts';
import { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import { emptyView, noteLength } from './batch-view.ts';
import { Chunks } from './chunks.ts';
import { DecodeGaps } from './decode-gaps.ts';
import { enterBatch, settleDecode } from './enter-batch.ts';
import { HeldPlaces } from './held-places.ts';
import type { KvLedger } from './kv-ledger.ts';
import type { KvTiers } from './kv-tiers.ts';
import { ownPart } from './part-of-step.ts';
import type { PoolContext } from './pool-context.ts';
import { imagesOfChunks } from './prompt-images.ts';
import { RunningList } from './running-list.ts';
import { partOfStep } from './saved-joules.ts';
import type { SequenceBlocks } from './sequence-blocks.ts';
import { Speed } from './speed.ts';
import { type ReplicaSums, StepLedger } from './step-ledger.ts';
import { termsOfStep } from './step-terms.ts';
import { Stretch } from './stretch.ts';
import { Walk } from './walk.ts';

const NONE = -1;

/**
 * The sequences that a replica runs, held as aggregates: how many decode, how many tokens they have cached, which blocks
 * they will need, when the first of them finishes. A sequence is touched only when it joins or leaves; what it went
 * through in between is the difference of running sums. Steps are booked by `settle`, once per stretch; everything else
 * must be called on a settled batch.
 */
export class Batch {
  readonly kv: KvLedger;
  readonly blocks: SequenceBlocks;
  readonly tiers: KvTiers | null;
  readonly ledger: StepLedger;
  readonly running: RunningList;
  readonly stretch = new Stretch();
  readonly chunks: Chunks;
  readonly finish: RequestHeap;
  /** Null where decoding sequences are held as aggregates. */
  readonly walk: Walk | null;
  readonly #table: RequestTable;
  readonly #pool: PoolContext;
  readonly gaps: DecodeGaps;
  readonly #mixedTerms = new StepTerms();
  /** What the steps of the stretch have in common. */
  readonly view = emptyView(this.#mixedTerms, this.stretch);
  /** Decode steps since the start of the run. */
  counter = 0;
  /** Σ tokens cached by decoding sequences, as of the last step that is booked. */
  context = 0;
  /** The sequence whose prompt was cut by the token budget: always the last admitted. */
  partial = NONE;
  readonly speed: Speed;
  /** How long copies from and to host memory keep the next step waiting. */
  copySeconds = 0;
  /** Whether the step that is loaded has terms of its own, and no other is like it. */
  single = false;
  /** False while steps of the stretch are not booked. */
  settled = true;
  /** Places and blocks of sequences that have ended, until the step that was planned before is over. */
  readonly held = new HeldPlaces();
  /** The boundary at which the last step ended. */
  boundarySeconds = 0;
  /** Tokens made, whatever became of them. */
  outputTokens = 0;
  readonly reached: Reached = { sequences: 0, contextTokens: 0, promptTokens: 0 };
  /** Who hears of tokens made, where an order depends on them. */
  service: ServiceLedger | undefined;

  constructor(table: RequestTable, pool: PoolContext, recorder: Recorder, workloads: number) {
    this.#table = table;
    this.#pool = pool;
    this.ledger = new StepLedger(pool.usdPerSecond);
    this.speed = new Speed(pool.gears.highest);
    this.kv = pool.createLedger();
    this.tiers = pool.createTiers(table, this.ledger.sums);
    this.blocks = pool.createBlocks(table, this.kv, this.ledger.sums, this.tiers);
    this.running = new RunningList(table, pool.createAdapters(table));
    this.gaps = new DecodeGaps(table, recorder, this.running, workloads);
    this.finish = new RequestHeap(table, field.finishCounter);
    const members = { table, running: this.running, finish: this.finish, kv: this.kv };
    this.walk = pool.single === null ? null : new Walk(pool.single, pool.acceptance, members);
    this.chunks = new Chunks(pool.maxSequences, imagesOfChunks(pool.spec, table));
  }

  // ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Anchors a stretch at `now`; returns how many steps it can hold: one with prompts or `terms` of its own, else to an end. */
  start(now: number, terms: Readonly<StepTerms> | null = null): number {
    const { kv, chunks, view, decodingNow: decoding, contextNow: context } = this;
    view.decoding = decoding;
    view.prefilling = chunks.count;
    view.paused = kv.decoding - decoding;
    view.context = context;
    view.chunkJoules = chunks.joules;
    if (chunks.count > 0) view.places = this.running.size;
    view.terms = terms ?? termsOfStep(this, view.places, this.#mixedTerms);
    this.single = terms !== null || view.terms === this.#mixedTerms;
    const limit = this.single
      ? 1
      : kv.stepsWithBlocks(this.counter, this.finish.topKey - this.counter);
    assert(limit >= 1, 'batch: a stretch of no steps');
    this.reached.sequences = Math.max(this.reached.sequences, decoding + chunks.count);
    this.copySeconds = 0;
    this.stretch.load(view.terms, decoding, context, now, this.speed.load());
    this.settled = false;
    return limit;
  }

  /** Books the first `steps` steps of the stretch: the batch is about to change, or the run ends. */
  settle(steps: number): void {
    if (this.settled) return;
    this.settled = true;
    if (steps === 0) return;
    const decoding = this.decodingNow;
    const first = this.#blocksInUse + this.#blocksOver(1);
    if (this.pauses) this.gaps.pause();
    else this.kv.advance(this.counter, steps);
    this.ledger.book(this.view, steps, first, this.#blocksInUse);
    if (decoding > 0) {
      this.counter += steps;
      this.service?.onSteps(steps);
      const tokens = this.walk?.advance(this.counter, this.ledger.sums) ?? steps * decoding;
      this.outputTokens += tokens;
      this.context += tokens;
      this.gaps.onSteps(this.stretch, steps, this.counter, this.boundarySeconds);
    }
  }

  /** Books the steps that are over at `seconds`; of the step in progress, everybody owns their part; `lost`, it is booked, too. */
  settleUntil(seconds: number, lost = false): void {
    const { stretch } = this;
    const done = stretch.stepsOver(seconds);
    const started = stretch.boundary(done);
    this.boundarySeconds = started;
    this.settle(done);
    if (done > 0) this.chunks.ownAll(this.#table.rows, this.ledger);
    if (seconds - started <= TIE_SECONDS) return;
    this.ledger.notePeak(this.view, done);
    const elapsed = seconds - started;
    const part = partOfStep(this.view, done, elapsed);
    ownPart(this.#table, this, this.#pool, part);
    const blocks = this.#blocksInUse + this.#blocksOver(1);
    if (lost) this.ledger.bookPart(this.view, done, elapsed, part, blocks);
  }

  /** Adds to `sums` all that was done until `seconds` (now, or earlier in the stretch in progress). */
  sumsAt(seconds: number, sums: ReplicaSums): void {
    const elapsed = this.settled ? 0 : seconds - this.stretch.anchor;
    this.ledger.sumsAfter(this.view, elapsed, this.#blocksInUse, sums);
  }

  /** KV blocks in use at an instant of the stretch, of which `planned` steps are planned. */
  kvBlocksAt(seconds: number, planned: number): number {
    const used = this.#blocksInUse;
    if (this.settled || seconds <= this.stretch.anchor) return used;
    // a step's blocks are taken when it starts, so the step in progress counts
    return used + this.#blocksOver(Math.min(this.stretch.firstBoundaryAtOrAfter(seconds), planned));
  }

  /** Blocks of the cache in use, and those of the next `steps` steps; none without a cache. */
  get #blocksInUse(): number {
    return this.#pool.holdsKv ? this.kv.total - this.kv.free : 0;
  }
  #blocksOver(steps: number): number {
    return this.#pool.holdsKv && !this.pauses ? this.kv.demandOver(this.counter, steps) : 0;
  }

  /** Whether decoding sequences pause for a step of prompts. */
  get pauses(): boolean {
    return this.#pool.batching.promptsAlone && this.chunks.count > 0;
  }

  get decodingNow(): number {
    return this.pauses ? 0 : this.kv.decoding;
  }
  get contextNow(): number {
    return this.pauses ? 0 : this.context;
  }
  // ── members ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** A waiting request joins, `target` tokens are to be computed. Returns whether it is scheduled for the first time. */
  admit(handle: number, target: number, now: number): boolean {
    const first = enterBatch(this.#table.rows, handle * STRIDE, target, now);
    this.blocks.join(handle, target, first);
    noteLength(this.reached, target, this.#table.rows[handle * STRIDE + field.prompt]!);
    this.running.append(handle);
    return first;
  }

  /** Puts a chunk of at most `budget` tokens into the step and takes its blocks; returns its length. */
  addChunk(handle: number, budget: number): number {
    const rows = this.#table.rows;
    const base = handle * STRIDE;
    const computed = rows[base + field.computed]!;
    const rest = rows[base + field.target]! - computed;
    const length = Math.min(rest, budget);
    this.kv.take(this.kv.held(rows, base, computed + length) - this.kv.held(rows, base, computed));
    this.blocks.schedule(handle, length);
    this.chunks.add(handle, length, computed, length === rest, this.speed.planned.costs);
    return length;
  }

  /** Blocks that the next chunk of the cut prompt takes. */
  #partialBlocks(): number {
    if (this.partial === NONE) return 0;
    const rows = this.#table.rows;
    const base = this.partial * STRIDE;
    const computed = rows[base + field.computed]!;
    const budget = this.#pool.promptBudget(this.kv.decoding);
    const chunk = Math.min(rows[base + field.target]! - computed, budget);
    return this.kv.held(rows, base, computed + chunk) - this.kv.held(rows, base, computed);
  }

  /** Whether the sequences that run have their blocks for the next step. */
  get fits(): boolean {
    return this.kv.demand(this.counter) + this.#partialBlocks() <= this.kv.free;
  }

  /** A sequence whose prompt is computed starts to decode, or goes on to, with `made` tokens made. */
  joinDecode(handle: number, made: number, goesOn = false): void {
    const rows = this.#table.rows;
    const base = handle * STRIDE;
    const cached = rows[base + field.computed]!;
    rows[base + field.state] = state.decode;
    rows[base + field.joinCounter] = this.counter;
    this.ledger.join(rows, base);
    this.kv.join(cached, this.counter);
    this.context += cached;
    if (this.walk === null) {
      rows[base + field.finishCounter] = this.counter + rows[base + field.output]! - made;
      this.finish.push(handle);
    }
    this.service?.onJoined(handle);
    this.gaps.join(handle, this.#pool.gapsDiffer, goesOn);
  }

  /** Takes a sequence out of the decoding ones: its tokens, joules, seconds and worst gap are settled. */
  leaveDecode(handle: number, now: number): void {
    const rows = this.#table.rows;
    const base = handle * STRIDE;
    const joined = rows[base + field.joinCounter]!;
    const passes = this.counter - joined;
    const steps = this.walk === null ? passes : 0; // a walk has settled them one by one
    const cached = settleDecode(rows, base, steps, this.ledger, this.#pool);
    noteLength(this.reached, cached, 0);
    rows[base + field.decodeSeconds]! += now - rows[base + field.since]!;
    const gap = this.gaps.leave(handle, joined);
    if (passes > 0) {
      rows[base + field.lastToken] = this.gaps.lastTokens;
      if (gap > rows[base + field.worstGap]!) rows[base + field.worstGap] = gap;
    }
    this.kv.leave(cached, this.counter);
    this.service?.onLeft(handle);
    this.context -= cached;
    if (this.kv.decoding === 0) this.gaps.clear();
  }

  /** Settles what a sequence went through until `now`, in whichever state it runs. */
  withdraw(handle: number, now: number): void {
    const rows = this.#table.rows;
    const base = handle * STRIDE;
    if (rows[base + field.state] === state.decode) {
      if (this.walk === null) this.finish.remove(handle);
      this.leaveDecode(handle, now);
    } else {
      rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
    }
  }

  /** A sequence that no longer decodes gives back its blocks and its place. */
  release(handle: number): void {
    this.kv.give(this.#remove(handle));
  }

  /** As `release`, of one that has ended: where the next step is planned already, after that. */
  end(handle: number): void {
    if (this.#pool.lags) this.held.hold(this.#remove(handle));
    else this.release(handle);
  }

  #remove(handle: number): number {
    this.running.remove(handle);
    if (this.partial === handle) this.partial = NONE;
    return this.blocks.leave(handle);
  }

  /** Throws unless the batch is as empty as it began. */
  assertEmpty(): void {
    this.kv.assertEmpty();
    const left = this.running.size + this.finish.size + this.context;
    assert(left === 0, 'batch: sequences or context left behind');
  }
}

import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import { addExchanged, StepTerms, stepSeconds } from '../../physics/step-model.ts';
import { field, STRIDE, state } from '../request-table.ts';
import { enterBatch } from './enter-batch.ts';
import type { ReplicaHost } from './host.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Speed, type SpeedChange } from './speed.ts';
import { ReplicaSums } from './step-ledger.ts';

/** Of a pass: whose images, and how many of them. */
interface Share {
  readonly handle: number;
  readonly images: number;
}

const nothing = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };

/**
 * A replica that encodes images for others, first come, first served: a pass takes as many of the images that wait as it may
 * hold, those of one request in several passes where they are more. A request goes on when its last image is encoded; its
 * embeddings stay until they are copied. Whoever is in a pass shares its joules, but for those of each image.
 */
export class EncoderReplica implements EngineReplica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly life = new ReplicaLife();
  /** Requests whose embeddings are not copied yet. */
  readonly #held = new Set<number>();
  readonly preemptions = 0;
  completed = 0;
  readonly outputTokens = 0;
  readonly reached = [];
  received = 0;
  peakWatts = 0;
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #speed: Speed;
  readonly #mostImages: number;
  /** Requests with images that no pass has taken, the oldest first, and how many of theirs are left. */
  readonly #waiting: number[] = [];
  readonly #left = new Map<number, number>();
  #pass: Share[] = [];
  readonly #leaving = new Set<number>();
  readonly #terms = new StepTerms();
  readonly #sums = new ReplicaSums();
  #startSeconds = 0;
  #passSeconds = 0;
  #boundarySeconds = 0;
  /** Of the pass: its own images' joules, and all of it. */
  #ownJoules = 0;
  #joules = 0;
  #imageJoules = 0;

  constructor(host: ReplicaHost, index: number, slot: number, pool: PoolContext) {
    this.#host = host;
    this.index = index;
    this.#slot = slot;
    this.pool = pool;
    this.#speed = new Speed(pool.gears.highest);
    const { step, engine } = pool.spec;
    assert(step.kind === 'encoder', 'an encoder’s replica without an encoder');
    this.#mostImages = imagesOfPass(step.image.tokens, engine);
  }

  readonly handOff = {
    land: (): void => assert(false, 'nothing lands at an encoder'),
    forget: (handle: number): void => {
      this.#held.delete(handle);
    },
    drop: (): void => assert(false, 'nothing comes to an encoder from others'),
  };

  get prompts(): { readonly held: number } {
    return { held: this.#held.size };
  }

  get waiting(): number {
    return this.#waiting.filter((handle) => !this.#isInPass(handle)).length;
  }

  get running(): number {
    return this.#pass.length;
  }

  enqueue(handle: number, _request: unknown, seconds: number): void {
    this.#waiting.push(handle);
    this.#left.set(handle, this.#host.table.rows[handle * STRIDE + field.images]!);
    if (this.#pass.length === 0) this.#planSoon(seconds);
  }

  giveUp(handle: number, seconds: number): boolean {
    if (this.#isInPass(handle)) {
      this.#leaving.add(handle);
      return false;
    }
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    if (rows[base + field.state] === state.prefill) {
      rows[base + field.prefillSeconds]! += seconds - rows[base + field.since]!;
    }
    this.#forget(handle);
    return true;
  }

  /** The calendar's event: a pass ends, or the next may start. */
  onEvent(): number {
    if (this.#pass.length > 0) this.#end();
    else this.#plan();
    return this.#boundarySeconds;
  }

  kvBlocksAt(): number {
    return 0;
  }

  setSpeed(change: SpeedChange): void {
    Object.assign(this.#speed, change);
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    sums.add(this.#sums);
    const elapsed = seconds - this.#startSeconds;
    if (this.#pass.length > 0 && elapsed > TIE_SECONDS) this.#addPart(elapsed, sums);
  }

  fail(seconds: number, each: (handle: number) => void): void {
    this.#stop(seconds, each);
    for (const handle of this.#held) each(handle);
    this.#held.clear();
    this.#rest(seconds);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    this.#stop(seconds, each);
  }

  assertEmpty(): void {
    assert(this.#waiting.length + this.#pass.length === 0, 'encoder: requests left behind');
    assert(this.#left.size + this.#held.size === 0, 'encoder: images left behind');
  }

  #isInPass(handle: number): boolean {
    return this.#pass.some((share) => share.handle === handle);
  }

  /** All that happens at this instant happens first. */
  #planSoon(seconds: number): void {
    this.#boundarySeconds = seconds;
    this.#host.calendar.set(this.#slot, dueSeconds(lane.plan, seconds), lane.plan);
  }

  #plan(): void {
    const now = this.#boundarySeconds;
    const { rows } = this.#host.table;
    let room = this.#mostImages;
    for (const handle of this.#waiting) {
      if (room === 0) break;
      const left = this.#left.get(handle)!;
      const images = Math.min(left, room);
      room -= images;
      this.#left.set(handle, left - images);
      this.#pass.push({ handle, images });
      if (rows[handle * STRIDE + field.state] === state.prefill) continue;
      if (enterBatch(rows, handle * STRIDE, 0, now)) this.#host.onScheduled(handle);
    }
    if (this.#pass.length === 0) this.#rest(now);
    else this.#start(now, this.#mostImages - room);
  }

  #rest(now: number): void {
    const idle = { watts: this.pool.spec.idleWatts, slope: 0, lasts: Number.POSITIVE_INFINITY };
    this.#host.power?.onDrawn(this.index, now, idle);
    this.#host.calendar.clear(this.#slot);
  }

  #start(now: number, images: number): void {
    this.#speed.plan();
    const { costs } = this.#speed.planned;
    const terms = this.#terms;
    costs.mixed(0, { ...nothing, images }, terms, undefined, 0);
    this.#startSeconds = now;
    this.#passSeconds = stepSeconds(terms, 0) * this.#speed.load();
    const own = images * costs.imageJoules;
    const wanted = terms.sharedJoules + terms.staticWatts * this.#passSeconds + own;
    this.#joules = Math.min(wanted, terms.limitWatts * this.#passSeconds);
    // at the board's limit everybody's part is less alike
    const kept = this.#joules / wanted;
    this.#imageJoules = kept * costs.imageJoules;
    this.#ownJoules = kept * own;
    const watts = this.#joules / this.#passSeconds;
    this.peakWatts = Math.max(this.peakWatts, watts);
    this.#host.power?.onDrawn(this.index, now, { watts, slope: 0, lasts: this.#passSeconds });
    const due = dueSeconds(lane.completion, now + this.#passSeconds);
    this.#host.calendar.set(this.#slot, due, lane.completion);
  }

  #end(): void {
    const now = this.#startSeconds + this.#passSeconds;
    const { rows } = this.#host.table;
    this.#addPart(this.#passSeconds, this.#sums);
    const pass = this.#own(1);
    this.#pass = [];
    // before anybody hears of it who may send the next
    this.#planSoon(now);
    for (const { handle } of pass) {
      const base = handle * STRIDE;
      const leaves = this.#leaving.delete(handle);
      if (!leaves && this.#left.get(handle)! > 0) continue;
      rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
      this.#forget(handle);
      if (leaves) {
        this.#host.onEnded(handle, now, false);
        continue;
      }
      rows[base + field.since] = now;
      rows[base + field.state] = state.encoded;
      this.#held.add(handle);
      this.completed++;
      this.#host.onPrompt(handle, now);
    }
  }

  /** Whoever is in the pass owns their part of what `part` of it took; returns who that is. */
  #own(part: number): readonly Share[] {
    const { rows } = this.#host.table;
    const shared = (this.#joules - this.#ownJoules) / this.#pass.length;
    const usd = (this.pool.usdPerSecond * part * this.#passSeconds) / this.#pass.length;
    for (const { handle, images } of this.#pass) {
      rows[handle * STRIDE + field.joules]! += part * (shared + images * this.#imageJoules);
      rows[handle * STRIDE + field.usd]! += usd;
    }
    return this.#pass;
  }

  /** What the first `elapsed` seconds of the pass are. */
  #addPart(elapsed: number, sums: ReplicaSums): void {
    const part = elapsed / this.#passSeconds;
    sums.busySeconds += elapsed;
    sums.steps++;
    sums.prefillJoules += part * this.#joules;
    sums.flops += part * this.#terms.flops;
    sums.bytes += part * this.#terms.bytes;
    addExchanged(sums.exchanged, this.#terms, part);
    sums.sequenceSeconds += this.#pass.length * elapsed;
  }

  #forget(handle: number): void {
    this.#waiting.splice(this.#waiting.indexOf(handle), 1);
    this.#left.delete(handle);
  }

  /** What has run until `seconds` is booked, and everybody is named. */
  #stop(seconds: number, each: (handle: number) => void): void {
    const { rows } = this.#host.table;
    const elapsed = Math.max(0, seconds - this.#startSeconds);
    if (this.#pass.length > 0 && elapsed > TIE_SECONDS) {
      this.#addPart(elapsed, this.#sums);
      this.#own(elapsed / this.#passSeconds);
    }
    this.#pass = [];
    this.#leaving.clear();
    this.#left.clear();
    for (const handle of this.#waiting.splice(0)) {
      const base = handle * STRIDE;
      if (rows[base + field.state] === state.prefill) {
        rows[base + field.prefillSeconds]! += seconds - rows[base + field.since]!;
      }
      // one that another replica lost still waits, since then
      if (rows[base + field.state] !== state.lost) rows[base + field.since] = seconds;
      each(handle);
    }
    this.#host.calendar.clear(this.#slot);
  }
}

/** Images of one pass at most: as a step of an engine, it has so many tokens, and so many sequences. */
export function imagesOfPass(
  tokens: number,
  { maxBatchedTokens, maxSequences }: PoolContext['spec']['engine'],
): number {
  return Math.max(1, Math.min(maxSequences, Math.floor(maxBatchedTokens / tokens)));
}
